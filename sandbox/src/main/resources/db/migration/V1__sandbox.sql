-- Payments. One row per idempotency key, whatever became of it: captured, declined, or voided
-- (also before it arrived: then only the key is known, and the row is a tombstone).
create table charge (
  seq             bigint generated always as identity primary key,
  idempotency_key text        not null unique,
  charge_id       text unique,
  status          text        not null check (status in ('CAPTURED', 'DECLINED', 'VOIDED')),
  reference       text,
  amount          bigint check (amount > 0),
  currency        text,
  token           text,
  decline_code    text,
  captured        bigint      not null default 0,
  refunded        bigint      not null default 0,
  at              timestamptz not null default now(),
  check (0 <= refunded and refunded <= captured and captured <= coalesce(amount, 0)),
  check (status <> 'VOIDED' or refunded = captured),
  check ((captured > 0) = (charge_id is not null))
);
create index charge_ledger on charge (seq) where captured > 0;
create index charge_reference on charge (reference, seq) where captured > 0;

create table refund (
  refund_id       text primary key,
  idempotency_key text        not null unique,
  charge_id       text        not null references charge (charge_id),
  -- What was asked for; null is "all that is left".
  requested       bigint,
  amount          bigint      not null check (amount > 0),
  at              timestamptz not null default now()
);

-- The carrier. One row per idempotency key, as with charges.
create table shipment (
  seq             bigint generated always as identity primary key,
  idempotency_key text        not null unique,
  shipment_id     text unique,
  tracking_number text unique,
  status          text        not null
    check (status in ('BOOKED', 'HANDED_OVER', 'DELIVERED', 'CANCELLED', 'VOIDED')),
  reference       text,
  -- Address and lines as they were ordered, in one canonical form.
  consignment     text,
  at              timestamptz not null default now()
);
create index shipment_reference on shipment (reference, seq);

-- A delivery that the shop has still to be told of, or has been.
create table delivery_callback (
  shipment_id     text primary key references shipment (shipment_id),
  reference       text        not null,
  tracking_number text        not null,
  delivered_at    timestamptz not null default now(),
  attempts        integer     not null default 0,
  next_attempt_at timestamptz not null default now(),
  last_status     integer,
  done            boolean     not null default false
);
create index delivery_callback_due on delivery_callback (next_attempt_at) where not done;

-- Mail. One row per recipient, as in a mailbox.
create table mail (
  seq        bigint generated always as identity primary key,
  recipient  text        not null,
  sender     text        not null,
  message_id text,
  subject    text        not null,
  text       text        not null,
  html       text,
  at         timestamptz not null default now()
);
create index mail_recipient on mail (recipient, seq);

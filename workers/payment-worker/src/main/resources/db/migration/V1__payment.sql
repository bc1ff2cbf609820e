-- One payment per order. Neither the card's token nor anything about the customer is kept: a repeat
-- gets them from the order again.
create table payment (
  order_id        varchar(64)  primary key,
  idempotency_key varchar(200) not null unique,
  state           varchar(16)  not null
    check (state in ('INTENDED', 'CAPTURED', 'DECLINED', 'VOIDED', 'REFUNDED')),
  amount          bigint       not null check (amount >= 0),
  currency        varchar(3)   not null,
  charge_id       varchar(100) unique,
  captured        bigint       not null default 0,
  refund_id       varchar(100) unique,
  refunded        bigint       not null default 0,
  decline_reason  varchar(300),
  version         bigint       not null,
  created_at      timestamptz  not null,
  updated_at      timestamptz  not null,
  check (0 <= refunded and refunded <= captured and captured <= amount)
);

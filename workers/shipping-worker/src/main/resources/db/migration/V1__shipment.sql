-- One shipment per order. The address is not kept: the carrier has it, and a repeat gets it from the
-- order again.
create table shipment (
  order_id         varchar(64)  primary key,
  idempotency_key  varchar(200) not null unique,
  state            varchar(16)  not null
    check (state in ('INTENDED', 'BOOKED', 'REJECTED', 'VOIDED', 'CANCELLED')),
  shipment_id      varchar(100) unique,
  tracking_number  varchar(100),
  rejection_reason varchar(300),
  version          bigint       not null,
  created_at       timestamptz  not null,
  updated_at       timestamptz  not null
);

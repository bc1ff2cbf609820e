-- Every order is kept, the failed ones too. An order that was closed before it was created has
-- nothing but its end; every other one is complete.
create table customer_order (
  order_id         text        primary key,
  version          integer     not null,
  status           text        not null
                   check (status in ('PENDING', 'CONFIRMED', 'DELIVERED', 'REJECTED', 'CANCELLED')),
  customer_id      text,
  email            text,
  currency         text        check (currency ~ '^[A-Z]{3}$'),
  ship_name        text,
  ship_street      text,
  ship_postal_code text,
  ship_city        text,
  ship_country     text        check (ship_country ~ '^[A-Z]{2}$'),
  total_amount     bigint      check (total_amount >= 0),
  tracking_number  text,
  failure_reason   text,
  failure_message  text,
  created_at       timestamptz not null,
  changed_at       timestamptz not null,
  constraint open_orders_are_complete check (
    status in ('REJECTED', 'CANCELLED')
    or (customer_id is not null and email is not null and currency is not null
        and ship_name is not null and ship_street is not null and ship_postal_code is not null
        and ship_city is not null and ship_country is not null)),
  constraint confirmed_orders_have_a_total check (
    status not in ('CONFIRMED', 'DELIVERED') or total_amount is not null)
);

create index customer_order_by_customer on customer_order (customer_id, status);

create table order_line (
  order_id text    not null references customer_order,
  position integer not null,
  sku      text    not null,
  quantity integer not null check (quantity between 1 and 1000),
  primary key (order_id, position)
);

-- What the shop sells, and where every piece of it is. Per product, always:
-- everything received = available + reserved + sold, and stock_movement proves it.
create table product (
  sku       text    primary key,
  name      text    not null,
  category  text    not null check (category in ('BOOK', 'TOY', 'HOME', 'GARDEN', 'MUSIC')),
  price     bigint  not null check (price > 0),
  currency  text    not null check (currency ~ '^[A-Z]{3}$'),
  available integer not null check (available >= 0),
  reserved  integer not null default 0 check (reserved >= 0),
  sold      integer not null default 0 check (sold >= 0)
);

create index product_by_category on product (category, sku);

create table reservation (
  order_id     text        primary key,
  version      integer     not null,
  status       text        not null check (status in ('RESERVED', 'COMMITTED', 'RELEASED')),
  total_amount bigint      not null check (total_amount > 0),
  currency     text        not null check (currency ~ '^[A-Z]{3}$'),
  created_at   timestamptz not null,
  changed_at   timestamptz not null
);

create table reservation_line (
  order_id   text    not null references reservation,
  sku        text    not null references product,
  quantity   integer not null check (quantity > 0),
  -- The catalogue's price when the line was reserved: what the customer is charged.
  unit_price bigint  not null check (unit_price > 0),
  primary key (order_id, sku)
);

create table stock_movement (
  id       bigint      generated always as identity primary key,
  sku      text        not null references product,
  order_id text,
  kind     text        not null
           check (kind in ('RECEIVED', 'RESERVED', 'RELEASED', 'COMMITTED', 'UNCOMMITTED')),
  quantity integer     not null check (quantity > 0),
  at       timestamptz not null default now(),
  -- Goods come in for no order; every other movement belongs to one.
  check ((kind = 'RECEIVED') = (order_id is null))
);

create index stock_movement_by_order on stock_movement (order_id);
create index stock_movement_by_sku on stock_movement (sku);

create function refuse_to_change_the_past() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end
$$;

create trigger stock_movement_is_append_only
  before update or delete or truncate on stock_movement
  for each statement execute function refuse_to_change_the_past();

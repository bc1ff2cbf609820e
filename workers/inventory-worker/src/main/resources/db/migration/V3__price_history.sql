-- What a product cost, and since when: the proof of what an order was charged. Prices are changed in
-- product; the history follows by itself. A reservation locks its products before it reads their
-- prices, and so does whoever changes a price: the price that is valid at a reservation's created_at
-- is the one it was made with.
create table product_price (
  sku        text        not null references product,
  price      bigint      not null,
  currency   text        not null,
  valid_from timestamptz not null,
  primary key (sku, valid_from)
);

-- Prices that were changed before there was a history are known from the reservations made with them:
-- each holds since the first one, and the first of all since ever. A price that nothing was reserved
-- with yet holds since the last reservation made with another one.
insert into product_price (sku, price, currency, valid_from)
  with known as (
    select sku, unit_price as price, reservation.currency, created_at as at
      from reservation_line join reservation using (order_id)
    union all
    select sku, price, product.currency,
           coalesce(max(created_at) + interval '1 microsecond', timestamptz 'epoch')
      from product
        left join reservation_line using (sku)
        left join reservation using (order_id)
     group by product.sku
  ), followed as (
    select known.*, lag(price) over earlier as price_before,
           lag(currency) over earlier as currency_before, row_number() over earlier as nr
      from known window earlier as (partition by sku order by at)
  )
  select sku, price, currency, case when nr = 1 then timestamptz 'epoch' else at end
    from followed
   where (price, currency) is distinct from (price_before, currency_before)
  on conflict do nothing;

create function write_price_history() returns trigger language plpgsql as $$
begin
  -- Not the transaction's begin: it may have waited for a reservation that still had the old price.
  insert into product_price (sku, price, currency, valid_from)
    values (new.sku, new.price, new.currency, clock_timestamp());
  return null;
end
$$;

create trigger product_has_a_price after insert on product
  for each row execute function write_price_history();

create trigger product_gets_another_price after update on product
  for each row when ((old.price, old.currency) is distinct from (new.price, new.currency))
  execute function write_price_history();

create trigger product_price_is_append_only
  before update or delete or truncate on product_price
  for each statement execute function refuse_to_change_the_past();

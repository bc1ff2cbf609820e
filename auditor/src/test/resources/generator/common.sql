-- Run first in every database: the same orders everywhere, made from their number alone. The session
-- says how many (generator.orders) and when the last of them was placed (generator.until).

create temp table catalogue (n integer primary key, sku text not null, price bigint not null);
insert into catalogue values
  (0, 'BOOK-001', 1450), (1, 'BOOK-002', 2490), (2, 'BOOK-003', 1895), (3, 'BOOK-004', 1199),
  (4, 'BOOK-005', 3200), (5, 'TOY-001', 3995), (6, 'TOY-002', 2250), (7, 'TOY-003', 1690),
  (8, 'TOY-004', 1250), (9, 'TOY-005', 1995), (10, 'HOME-001', 2100), (11, 'HOME-002', 1490),
  (12, 'HOME-003', 3450), (13, 'HOME-004', 8900), (14, 'HOME-005', 11900), (15, 'GARDEN-001', 4750),
  (16, 'GARDEN-002', 695), (17, 'GARDEN-003', 1850), (18, 'GARDEN-004', 2690), (19, 'GARDEN-005', 2395),
  (20, 'MUSIC-001', 3990), (21, 'MUSIC-002', 6900), (22, 'MUSIC-003', 2990), (23, 'MUSIC-004', 8450),
  (24, 'MUSIC-005', 2450);

-- Of a hundred orders 70 are delivered, 15 wait, 10 are rejected and 5 cancelled.
create temp table numbered as
select i,
       'gen-' || lpad(i::text, 7, '0') as order_id,
       (case when mixed < 70 then 'DELIVERED'
             when mixed < 85 then 'WAITING'
             when mixed < 87 then 'OUT_OF_STOCK'
             when mixed < 89 then 'UNKNOWN_PRODUCT'
             when mixed < 92 then 'PAYMENT_DECLINED'
             when mixed < 94 then 'SHIPPING_REJECTED'
             when mixed < 95 then 'PAYMENT_UNAVAILABLE'
             else 'CANCELLED' end) as path,
       -- Waiting ones are young: nobody has been reminded yet.
       current_setting('generator.until')::timestamptz
         - case when mixed between 70 and 84 then interval '10 minutes' + (1 - part) * interval '12 hours'
                else interval '3 days' + (1 - part) * interval '57 days' end as accepted_at
from (select i, i * 7919 % 100 as mixed, i::float8 / current_setting('generator.orders')::integer as part
      from generate_series(1, current_setting('generator.orders')::integer) as i) as numbers;

create temp table made_line as
select i, order_id, k - 1 as position,
       case when path = 'UNKNOWN_PRODUCT' and k = 1 then 'NOPE-001' else sku end as sku,
       case when path = 'OUT_OF_STOCK' and k = 1 then 1000 else 1 + (i + k) % 3 end as quantity,
       price
from numbered cross join lateral generate_series(1, 1 + i % 3) as k
  join catalogue on n = (i * 3 + k * 8) % 25;

create temp table made as
select i, order_id, path, accepted_at,
       'cust-' || i % 5000 as customer_id,
       'customer' || i % 5000 || '@example.com' as email,
       md5('instance of ' || order_id)::uuid::text as instance,
       path not in ('OUT_OF_STOCK', 'UNKNOWN_PRODUCT') as reserved,
       path in ('DELIVERED', 'WAITING', 'CANCELLED', 'SHIPPING_REJECTED') as charged,
       path in ('DELIVERED', 'WAITING', 'CANCELLED') as booked,
       path in ('DELIVERED', 'WAITING') as stands,
       case when path in ('DELIVERED', 'CANCELLED') then path
            when path = 'WAITING' then 'CONFIRMED' else 'REJECTED' end as status,
       case when path not in ('DELIVERED', 'WAITING') then path end as reason,
       case path when 'OUT_OF_STOCK' then 'You ordered 1000 of “' || first_sku || '”, and we have 12 left.'
                 when 'UNKNOWN_PRODUCT' then 'We do not sell a product with the number NOPE-001.'
                 when 'PAYMENT_DECLINED' then 'Your card was declined.'
                 when 'SHIPPING_REJECTED' then 'Our carrier does not deliver to the address you gave us.'
                 when 'PAYMENT_UNAVAILABLE' then 'The payment could not be made.'
                 when 'CANCELLED' then 'The order was cancelled at your request.' end as message,
       case when path not in ('OUT_OF_STOCK', 'UNKNOWN_PRODUCT') then total end as total,
       lines,
       'ch_' || md5('charge of ' || order_id) as charge_id,
       're_' || md5('refund of ' || order_id) as refund_id,
       'shp_' || md5('shipment of ' || order_id) as shipment_id,
       'TRK' || md5('tracking of ' || order_id) as tracking_number,
       accepted_at + interval '2 days' as delivered_at,
       -- When undoing began.
       accepted_at + case path when 'OUT_OF_STOCK' then interval '1.5 s'
                               when 'UNKNOWN_PRODUCT' then interval '1.5 s'
                               when 'PAYMENT_DECLINED' then interval '2.5 s'
                               when 'SHIPPING_REJECTED' then interval '3.5 s'
                               when 'PAYMENT_UNAVAILABLE' then interval '17.5 s'
                               when 'CANCELLED' then interval '1 h' end as undo_at
from numbered join (
       select order_id, sum(quantity * price)::bigint as total, min(sku) filter (where position = 0) as first_sku,
              jsonb_agg(jsonb_build_object('sku', sku, 'quantity', quantity) order by position) as lines
       from made_line group by order_id) as sums using (order_id);

create index on made (order_id);
analyze made;
analyze made_line;

-- A receipt as the workers write it.
create function pg_temp.receipt(reference text, amount bigint default null) returns jsonb
  language sql immutable as $$
  select jsonb_build_object('receipt', jsonb_build_object('reference', reference, 'amount', amount,
    'currency', case when amount is not null then 'EUR' end))
$$;

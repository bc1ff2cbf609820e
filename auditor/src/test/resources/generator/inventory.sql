create temp table moved as
select sku, sum(quantity) filter (where reserved) as received,
       coalesce(sum(quantity) filter (where stands), 0) as sold
from made_line join made using (order_id) where sku in (select sku from product) group by sku;

insert into stock_movement (sku, kind, quantity, at)
select sku, 'RECEIVED', received, (select min(accepted_at) from made) - interval '1 h'
from moved where received > 0;

update product set available = available + received - moved.sold, sold = product.sold + moved.sold
from moved where moved.sku = product.sku and received > 0;

insert into reservation (order_id, version, status, total_amount, currency, created_at, changed_at)
select order_id, case path when 'CANCELLED' then 3 else 1 end,
       case when stands then 'COMMITTED' else 'RELEASED' end, total, 'EUR',
       accepted_at + interval '1.1 s',
       case when stands then accepted_at + interval '4.1 s' else undo_at + interval '2.1 s' end
from made where reserved order by i;

insert into reservation_line (order_id, sku, quantity, unit_price)
select order_id, sku, quantity, price from made_line join made using (order_id)
where reserved order by made.i, sku;

insert into stock_movement (sku, order_id, kind, quantity, at)
select sku, order_id, kind, quantity, at
from made join made_line using (order_id) cross join lateral (values
    (true, 'RESERVED', accepted_at + interval '1.1 s'),
    (booked, 'COMMITTED', accepted_at + interval '4.1 s'),
    (booked and not stands, 'UNCOMMITTED', undo_at + interval '0.8 s'),
    (not stands, 'RELEASED', undo_at + interval '2.1 s')) as movements (happens, kind, at)
where reserved and happens order by made.i, at, sku;

insert into step_execution (order_id, step, occurrence, state, outcome, refusal_code, refusal_message,
    undo_outcome, started_at, ended_at, undone_at)
select order_id, 'inventory.reserve', '',
       case when not reserved then 'REFUSED' when stands then 'DONE' else 'UNDONE' end,
       case when reserved then receipt || jsonb_build_object('totalAmount', total) end,
       case when not reserved then reason end, case when not reserved then message end,
       case when reserved and not stands then receipt end,
       accepted_at + interval '1 s', accepted_at + interval '1.2 s',
       case when reserved and not stands then undo_at + interval '2.2 s' end
from made cross join lateral pg_temp.receipt('reservation-' || order_id, total) as receipt order by i;

insert into step_execution (order_id, step, occurrence, state, outcome, undo_outcome, started_at,
    ended_at, undone_at)
select order_id, 'inventory.commit', '', case when stands then 'DONE' else 'UNDONE' end, receipt,
       case when not stands then receipt end, accepted_at + interval '4 s', accepted_at + interval '4.2 s',
       case when not stands then undo_at + interval '0.9 s' end
from made cross join lateral pg_temp.receipt('reservation-' || order_id, total) as receipt
where booked order by i;

analyze;

insert into customer_order (order_id, version, status, customer_id, email, currency, ship_name,
    ship_street, ship_postal_code, ship_city, ship_country, total_amount, tracking_number,
    failure_reason, failure_message, created_at, changed_at)
select order_id, case when path in ('DELIVERED', 'CANCELLED') then 2 else 1 end, status, customer_id,
       email, 'EUR', 'Customer ' || i % 5000, i % 200 || ' Example Street', '10115', 'Berlin',
       case when path = 'SHIPPING_REJECTED' then 'XX' else 'DE' end,
       case when booked then total end, case when booked then tracking_number end, reason, message,
       accepted_at + interval '0.3 s',
       case path when 'WAITING' then accepted_at + interval '5.1 s'
                 when 'DELIVERED' then delivered_at + interval '1.1 s'
                 else undo_at + interval '3.1 s' end
from made order by i;

insert into order_line (order_id, position, sku, quantity)
select order_id, position, sku, quantity from made_line order by i, position;

insert into step_execution (order_id, step, occurrence, state, outcome, started_at, ended_at)
select order_id, step, '', 'DONE', outcome, at, at + interval '0.1 s'
from made cross join lateral (values
    (true, 'order.create', '{"newCustomer": false}'::jsonb, accepted_at + interval '0.3 s'),
    (booked, 'order.confirm', '{}', accepted_at + interval '5 s'),
    (path = 'DELIVERED', 'order.complete', '{}', delivered_at + interval '1 s'),
    (not stands, 'order.close', '{}', undo_at + interval '3 s')) as steps (happens, step, outcome, at)
where happens order by i;

analyze;

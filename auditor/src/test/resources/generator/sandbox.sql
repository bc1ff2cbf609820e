insert into charge (idempotency_key, charge_id, status, reference, amount, currency, token, decline_code,
    captured, refunded, at)
select order_id || ':payment.charge', case when charged then charge_id end,
       case when charged then 'CAPTURED' when path = 'PAYMENT_DECLINED' then 'DECLINED' else 'VOIDED' end,
       case when path <> 'PAYMENT_UNAVAILABLE' then order_id end,
       case when path <> 'PAYMENT_UNAVAILABLE' then total end,
       case when path <> 'PAYMENT_UNAVAILABLE' then 'EUR' end,
       case path when 'PAYMENT_UNAVAILABLE' then null when 'PAYMENT_DECLINED' then 'tok_declined'
                 else 'tok_visa' end,
       case path when 'PAYMENT_DECLINED' then 'card_declined' end, case when charged then total else 0 end,
       case when charged and not stands then total else 0 end, accepted_at + interval '2.1 s'
from made where reserved order by i;

insert into refund (refund_id, idempotency_key, charge_id, requested, amount, at)
select refund_id, order_id || ':payment.refund', charge_id, total, total, undo_at + interval '0.9 s'
from made where charged and not stands order by i;

insert into shipment (idempotency_key, shipment_id, tracking_number, status, reference, consignment, at)
select order_id || ':shipping.book', shipment_id, tracking_number,
       case path when 'DELIVERED' then 'DELIVERED' when 'CANCELLED' then 'CANCELLED' else 'BOOKED' end,
       order_id,
       format('[{"name":"Customer %s","street":"%s Example Street","postalCode":"10115","city":"Berlin","country":"DE"},%s]',
              i % 5000, i % 200, lines),
       accepted_at + interval '3.2 s'
from made where booked order by i;

insert into delivery_callback (shipment_id, reference, tracking_number, delivered_at, attempts,
    next_attempt_at, last_status, done)
select shipment_id, order_id, tracking_number, delivered_at, 1, delivered_at, 202, true
from made where path = 'DELIVERED' order by i;

insert into mail (recipient, sender, message_id, subject, text, html, at)
select email, 'shop@ordersaga.example', '<' || order_id || '.' || event || '>', 'Your order ' || order_id,
       text, '<html><body><p>' || text || '</p><p>' || text || '</p></body></html>', at
from made cross join lateral (values
    (booked, 'CONFIRMED', accepted_at + interval '6.1 s'),
    (path = 'DELIVERED', 'DELIVERED', delivered_at + interval '2.1 s'),
    (not stands, status, undo_at + interval '4.1 s')) as messages (happens, event, at)
  cross join lateral (select 'Hello Customer ' || i % 5000 || ', this is about your order ' || order_id
    || ', as long as such a letter is: its lines, its total, its tracking number, and what happens next. '
    || 'We write again when there is something new. Order Saga' as text) as letter
where happens order by at;

analyze;

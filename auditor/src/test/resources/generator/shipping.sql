insert into shipment (order_id, idempotency_key, state, shipment_id, tracking_number, rejection_reason,
    version, created_at, updated_at)
select order_id, order_id || ':shipping.book',
       case when stands then 'BOOKED' when booked then 'CANCELLED' else 'REJECTED' end,
       case when booked then shipment_id end, case when booked then tracking_number end,
       case when not booked then message end, case when booked and not stands then 2 else 1 end,
       accepted_at + interval '3 s',
       case when booked and not stands then undo_at + interval '0.5 s' else accepted_at + interval '3.4 s' end
from made where charged order by i;

insert into step_execution (order_id, step, occurrence, state, outcome, refusal_code, refusal_message,
    undo_outcome, started_at, ended_at, undone_at)
select order_id, 'shipping.book', '',
       case when stands then 'DONE' when booked then 'UNDONE' else 'REFUSED' end,
       case when booked then pg_temp.receipt(shipment_id)
         || jsonb_build_object('shipmentId', shipment_id, 'trackingNumber', tracking_number) end,
       case when not booked then reason end, case when not booked then message end,
       case when booked and not stands then pg_temp.receipt(shipment_id) end,
       accepted_at + interval '3 s', accepted_at + interval '3.4 s',
       case when booked and not stands then undo_at + interval '0.5 s' end
from made where charged order by i;

analyze;

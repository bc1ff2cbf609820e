insert into order_intake (order_id, content_hash, answer)
select order_id, encode(sha256(convert_to(order_id, 'UTF8')), 'hex'),
       '{"orderId":"' || order_id || '","status":"PENDING"}'
from made order by i;

insert into idempotency_key (idempotency_key, order_id, given_order_id)
select 'key-' || order_id, order_id, order_id from made where i % 10 = 0 order by i;

insert into order_view (order_id, process_instance_id, customer_id, status, cancellation, currency, lines,
    total_amount, failure_reason, failure_message, accepted_at, changed_at)
select order_id, instance, customer_id, status, case path when 'CANCELLED' then 'DONE' else 'NONE' end,
       'EUR', lines, total, reason, message, accepted_at,
       case path when 'WAITING' then accepted_at + interval '5.3 s'
                 when 'DELIVERED' then delivered_at + interval '1.3 s'
                 else undo_at + interval '3.3 s' end
from made order by i;

insert into order_message (order_id, kind, state, answer_status, answer, requested_at, settled_at,
    next_attempt_at)
select order_id, kind, 'APPLIED', 202, '{"orderId":"' || order_id || '","' || field || '":"REQUESTED"}', at,
       at + interval '10 ms', at + interval '10 s'
from made cross join lateral (values
    ('DELIVERED', 'DELIVERY', 'delivery', delivered_at),
    ('CANCELLED', 'CANCELLATION', 'cancellation', undo_at)) as messages (of_path, kind, field, at)
where path = of_path order by i;

insert into order_event (order_id, time, kind, data)
select order_id, time, kind,
       case when step is null then '{}' else jsonb_build_object('step', step, 'topic', topic) end
         || coalesce(more, '{}')
from made
  cross join lateral pg_temp.receipt('reservation-' || order_id, total) as reservation
  cross join lateral (select jsonb_build_object('code', reason, 'message', message) as refusal) as refused
  cross join lateral (values
    (true, accepted_at, 'ORDER_ACCEPTED', null, null, null::jsonb),
    (true, accepted_at + interval '0.1 s', 'STEP_STARTED', 'CreateOrder', 'order.create', null),
    (true, accepted_at + interval '0.5 s', 'STEP_COMPLETED', 'CreateOrder', 'order.create', null),
    (true, accepted_at + interval '0.6 s', 'STEP_STARTED', 'ReserveInventory', 'inventory.reserve', null),
    (reserved, accepted_at + interval '1.3 s', 'STEP_COMPLETED', 'ReserveInventory', 'inventory.reserve', reservation),
    (not reserved, accepted_at + interval '1.3 s', 'STEP_REFUSED', 'ReserveInventory', 'inventory.reserve', refusal),
    (reserved, accepted_at + interval '1.4 s', 'STEP_STARTED', 'ChargePayment', 'payment.charge', null),
    (charged, accepted_at + interval '2.4 s', 'STEP_COMPLETED', 'ChargePayment', 'payment.charge', pg_temp.receipt(charge_id, total)),
    (path = 'PAYMENT_DECLINED', accepted_at + interval '2.4 s', 'STEP_REFUSED', 'ChargePayment', 'payment.charge', refusal),
    (path = 'PAYMENT_UNAVAILABLE', accepted_at + interval '2.5 s', 'STEP_ATTEMPT_FAILED', 'ChargePayment', 'payment.charge', null),
    (path = 'PAYMENT_UNAVAILABLE', accepted_at + interval '3.5 s', 'STEP_ATTEMPT_FAILED', 'ChargePayment', 'payment.charge', null),
    (path = 'PAYMENT_UNAVAILABLE', accepted_at + interval '5.5 s', 'STEP_ATTEMPT_FAILED', 'ChargePayment', 'payment.charge', null),
    (path = 'PAYMENT_UNAVAILABLE', accepted_at + interval '9.5 s', 'STEP_ATTEMPT_FAILED', 'ChargePayment', 'payment.charge', null),
    (path = 'PAYMENT_UNAVAILABLE', accepted_at + interval '17.4 s', 'STEP_REFUSED', 'ChargePayment', 'payment.charge', refusal),
    (charged, accepted_at + interval '2.5 s', 'STEP_STARTED', 'BookShipment', 'shipping.book', null),
    (booked, accepted_at + interval '3.5 s', 'STEP_COMPLETED', 'BookShipment', 'shipping.book', pg_temp.receipt(shipment_id)),
    (path = 'SHIPPING_REJECTED', accepted_at + interval '3.5 s', 'STEP_REFUSED', 'BookShipment', 'shipping.book', refusal),
    (booked, accepted_at + interval '3.6 s', 'STEP_STARTED', 'CommitInventory', 'inventory.commit', null),
    (booked, accepted_at + interval '4.3 s', 'STEP_COMPLETED', 'CommitInventory', 'inventory.commit', reservation),
    (booked, accepted_at + interval '4.4 s', 'STEP_STARTED', 'ConfirmOrder', 'order.confirm', null),
    (booked, accepted_at + interval '5.2 s', 'STEP_COMPLETED', 'ConfirmOrder', 'order.confirm', null),
    (booked, accepted_at + interval '5.3 s', 'STATUS_CHANGED', null, null, '{"from": "PENDING", "to": "CONFIRMED"}'),
    (booked, accepted_at + interval '5.4 s', 'STEP_STARTED', 'NotifyOfConfirmation', 'notification.send', null),
    (booked, accepted_at + interval '6.4 s', 'STEP_COMPLETED', 'NotifyOfConfirmation', 'notification.send', pg_temp.receipt('<' || order_id || '.CONFIRMED>')),

    (path = 'DELIVERED', delivered_at, 'DELIVERY_REQUESTED', null, null, null),
    (path = 'DELIVERED', delivered_at + interval '0.1 s', 'STEP_STARTED', 'CompleteOrder', 'order.complete', null),
    (path = 'DELIVERED', delivered_at + interval '1.2 s', 'STEP_COMPLETED', 'CompleteOrder', 'order.complete', null),
    (path = 'DELIVERED', delivered_at + interval '1.3 s', 'STATUS_CHANGED', null, null, '{"from": "CONFIRMED", "to": "DELIVERED"}'),
    (path = 'DELIVERED', delivered_at + interval '1.4 s', 'STEP_STARTED', 'NotifyOfDelivery', 'notification.send', null),
    (path = 'DELIVERED', delivered_at + interval '2.4 s', 'STEP_COMPLETED', 'NotifyOfDelivery', 'notification.send', pg_temp.receipt('<' || order_id || '.DELIVERED>')),

    (path = 'CANCELLED', undo_at, 'CANCELLATION_REQUESTED', null, null, null),
    (path = 'CANCELLED', undo_at + interval '0.1 s', 'STEP_STARTED', 'CancelShipment', 'shipping.cancel', null),
    (path = 'CANCELLED', undo_at + interval '0.6 s', 'STEP_UNDONE', 'CancelShipment', 'shipping.cancel', pg_temp.receipt(shipment_id)),
    (path = 'CANCELLED', undo_at + interval '0.7 s', 'STEP_STARTED', 'UncommitInventory', 'inventory.uncommit', null),
    (path = 'CANCELLED', undo_at + interval '0.95 s', 'STEP_UNDONE', 'UncommitInventory', 'inventory.uncommit', reservation),
    (charged and not stands, undo_at + interval '0.96 s', 'STEP_STARTED', 'RefundPayment', 'payment.refund', null),
    (charged and not stands, undo_at + interval '1.1 s', 'STEP_UNDONE', 'RefundPayment', 'payment.refund', pg_temp.receipt(refund_id, total)),
    (path = 'PAYMENT_UNAVAILABLE', undo_at + interval '0.1 s', 'STEP_STARTED', 'RefundStoppedCharge', 'payment.refund', null),
    (path = 'PAYMENT_UNAVAILABLE', undo_at + interval '1.1 s', 'STEP_UNDONE', 'RefundStoppedCharge', 'payment.refund', null),
    (reserved and not stands, undo_at + interval '1.2 s', 'STEP_STARTED', 'ReleaseInventory', 'inventory.release', null),
    (reserved and not stands, undo_at + interval '2.3 s', 'STEP_UNDONE', 'ReleaseInventory', 'inventory.release', reservation),
    (not stands, undo_at + interval '2.4 s', 'STEP_STARTED', case path when 'CANCELLED' then 'CloseCancelledOrder' else 'CloseRejectedOrder' end, 'order.close', null),
    (not stands, undo_at + interval '3.2 s', 'STEP_COMPLETED', case path when 'CANCELLED' then 'CloseCancelledOrder' else 'CloseRejectedOrder' end, 'order.close', null),
    (not stands, undo_at + interval '3.3 s', 'STATUS_CHANGED', null, null,
     jsonb_build_object('from', case when booked then 'CONFIRMED' else 'PENDING' end, 'to', status)),
    (path = 'CANCELLED', undo_at + interval '3.31 s', 'CANCELLATION_DONE', null, null, null),
    (not stands, undo_at + interval '3.4 s', 'STEP_STARTED', case path when 'CANCELLED' then 'NotifyOfCancellation' else 'NotifyOfRejection' end, 'notification.send', null),
    (not stands, undo_at + interval '4.4 s', 'STEP_COMPLETED', case path when 'CANCELLED' then 'NotifyOfCancellation' else 'NotifyOfRejection' end, 'notification.send', pg_temp.receipt('<' || order_id || '.' || status || '>'))
  ) as events (happens, time, kind, step, topic, more)
where happens order by i, time;

create temp table definition as
select id_, deployment_id_, (select j.id_ from act_ru_jobdef j where j.proc_def_id_ = d.id_ and j.act_id_ = 'ReminderDue') as job_definition
from act_re_procdef d where key_ = 'order-process' order by version_ desc limit 1;

-- The engine writes its own zone's time, without the zone; the session has the zone of this machine too.
insert into act_hi_procinst (id_, proc_inst_id_, root_proc_inst_id_, business_key_, proc_def_key_,
    proc_def_id_, start_time_, end_time_, removal_time_, duration_, start_user_id_, start_act_id_,
    end_act_id_, state_)
select instance, instance, instance, order_id, 'order-process', definition.id_, accepted_at::timestamp,
       ended_at::timestamp, (ended_at + interval '180 days')::timestamp,
       extract(epoch from ended_at - accepted_at) * 1000, 'client', 'OrderPlaced',
       case when path <> 'WAITING' then 'Order' || initcap(status) end,
       case path when 'WAITING' then 'ACTIVE' else 'COMPLETED' end
from made cross join definition
  cross join lateral (select case path when 'DELIVERED' then delivered_at + interval '2.5 s'
                                       when 'WAITING' then null
                                       else undo_at + interval '4.5 s' end as ended_at) as ends
order by i;

create temp table waiting as
select made.*, md5('wait of ' || order_id)::uuid::text as wait, accepted_at + interval '5.4 s' as since,
       definition.id_ as definition, deployment_id_ as deployment, job_definition
from made cross join definition where path = 'WAITING';

insert into act_ru_execution (id_, rev_, root_proc_inst_id_, proc_inst_id_, business_key_, parent_id_,
    proc_def_id_, proc_def_key_, act_id_, act_inst_id_, is_active_, is_concurrent_, is_scope_,
    is_event_scope_, suspension_state_, cached_ent_state_, sequence_counter_)
select instance, 8, instance, instance, order_id, null, definition, 'order-process', null, instance, false,
       false, true, false, 1, 17, 24
from waiting order by i;
insert into act_ru_execution (id_, rev_, proc_inst_id_, parent_id_, proc_def_id_, proc_def_key_, act_id_,
    act_inst_id_, is_active_, is_concurrent_, is_scope_, is_event_scope_, suspension_state_,
    cached_ent_state_, sequence_counter_)
select wait, 2, instance, instance, definition, 'order-process', 'WaitForDelivery',
       'WaitForDelivery:' || wait, true, false, true, false, 1, 21, 23
from waiting order by i;

insert into act_ru_event_subscr (id_, rev_, event_type_, event_name_, execution_id_, proc_inst_id_,
    activity_id_, created_)
select md5(activity || ' of ' || order_id)::uuid::text, 1, type, name,
       case type when 'message' then wait else instance end, instance, activity, since::timestamp
from waiting cross join (values
    ('compensate', null, 'ReleaseInventory'),
    ('compensate', null, 'RefundPayment'),
    ('compensate', null, 'UncommitInventory'),
    ('message', 'DELIVERED', 'WaitForDelivery'),
    ('message', 'CANCELLATION_REQUESTED', 'CancellationRequested')) as subscriptions (type, name, activity)
order by i;

insert into act_ru_job (id_, rev_, type_, exclusive_, execution_id_, root_proc_inst_id_,
    process_instance_id_, process_def_id_, process_def_key_, retries_, duedate_, repeat_, repeat_offset_,
    handler_type_, handler_cfg_, deployment_id_, suspension_state_, job_def_id_, priority_,
    sequence_counter_, create_time_)
select md5('reminder of ' || order_id)::uuid::text, 1, 'timer', true, wait, instance, instance, definition,
       'order-process', 3, (since + interval '24 h')::timestamp,
       'R30/' || to_char(since::timestamp, 'YYYY-MM-DD"T"HH24:MI:SS') || '/PT24H', 0,
       'timer-transition', 'ReminderDue', deployment, 1, job_definition, 0, 1, since::timestamp
from waiting order by i;

insert into act_ru_variable (id_, rev_, type_, name_, execution_id_, proc_inst_id_, proc_def_id_, text_,
    long_, var_scope_, sequence_counter_, is_concurrent_local_)
select md5(name || ' of ' || order_id)::uuid::text, 1, type, name, scope, instance, definition, text, long, scope,
       1, name = 'waitingSince'
from waiting cross join lateral (values
    (instance, 'string', 'orderId', order_id, null::bigint),
    (instance, 'string', 'customerId', customer_id, null),
    (instance, 'string', 'email', email, null),
    (instance, 'string', 'currency', 'EUR', null),
    (instance, 'string', 'paymentMethod', 'tok_visa', null),
    (instance, 'string', 'lines', lines::text, null),
    (instance, 'string', 'shippingAddress', format(
       '{"name":"Customer %s","street":"%s Example Street","postalCode":"10115","city":"Berlin","country":"DE"}',
       i % 5000, i % 200), null),
    (instance, 'boolean', 'newCustomer', null, 0),
    (instance, 'long', 'totalAmount', total::text, total),
    (instance, 'string', 'assessment', 'accept', null),
    (instance, 'string', 'shipmentId', shipment_id, null),
    (instance, 'string', 'trackingNumber', tracking_number, null),
    (instance, 'string', 'outcome', 'CONFIRMED', null),
    (instance, 'integer', 'reminderCount', '0', 0),
    (wait, 'date', 'waitingSince', null, floor(extract(epoch from since) * 1000)::bigint)
  ) as variables (scope, type, name, text, long)
order by i;

analyze;

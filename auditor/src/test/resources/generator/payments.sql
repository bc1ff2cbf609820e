insert into payment (order_id, idempotency_key, state, amount, currency, charge_id, captured, refund_id,
    refunded, decline_reason, version, created_at, updated_at)
select order_id, order_id || ':payment.charge',
       case when stands then 'CAPTURED' when charged then 'REFUNDED'
            when path = 'PAYMENT_DECLINED' then 'DECLINED' else 'VOIDED' end,
       total, 'EUR', case when charged then charge_id end, case when charged then total else 0 end,
       case when charged and not stands then refund_id end,
       case when charged and not stands then total else 0 end,
       case when path = 'PAYMENT_DECLINED' then message end,
       case when charged and not stands then 2 else 1 end, accepted_at + interval '2 s',
       case when stands or path = 'PAYMENT_DECLINED' then accepted_at + interval '2.3 s'
            else undo_at + interval '1 s' end
from made where reserved order by i;

insert into step_execution (order_id, step, occurrence, state, outcome, refusal_code, refusal_message,
    undo_outcome, started_at, ended_at, undone_at)
select order_id, 'payment.charge', '',
       case when stands then 'DONE' when path = 'PAYMENT_DECLINED' then 'REFUSED' else 'UNDONE' end,
       case when charged then pg_temp.receipt(charge_id, total) end,
       case when not charged then reason end, case when not charged then message end,
       case when stands or path = 'PAYMENT_DECLINED' then null
            when charged then pg_temp.receipt(refund_id, total) else '{"receipt": null}' end,
       accepted_at + interval '2 s',
       accepted_at + case path when 'PAYMENT_UNAVAILABLE' then interval '17.2 s' else interval '2.3 s' end,
       case when not stands and path <> 'PAYMENT_DECLINED' then undo_at + interval '1 s' end
from made where reserved order by i;

analyze;

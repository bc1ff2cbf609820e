package org.ordersaga.auditor.dossier;

/** What is read; {@code nr} orders the rows of one order. */
final class Queries {

  private Queries() {}

  static final String INTAKES = "select order_id, 0 as nr, content_hash, answer from order_intake";

  static final String KEYS =
      "select order_id, idempotency_key as nr, given_order_id from idempotency_key";

  static final String VIEWS =
      """
      select order_id, 0 as nr, process_instance_id, status, cancellation, currency, lines,
             total_amount, failure_reason
        from order_view""";

  /** Without those that are many and prove nothing. */
  static final String EVENTS =
      """
      select order_id, sequence as nr, kind, data ->> 'from' as from_status,
             data ->> 'to' as to_status, data ->> 'topic' as topic, data ->> 'event' as message
        from order_event
       where kind not in ('STEP_STARTED', 'STEP_ATTEMPT_FAILED', 'STEP_REFUSED',
                          'INCIDENT_OPENED', 'INCIDENT_RESOLVED', 'RETRY_REQUESTED',
                          'RETRIES_RAISED')
         and data ->> 'topic' is distinct from 'notification.send'""";

  static final String MESSAGES =
      "select order_id, kind as nr, state, answer_status, answer from order_message";

  static final String TOLD_SETTLEMENTS =
      "select order_id, topic as nr, state from order_settlement";

  static final String INSTANCES =
      """
      select coalesce(h.business_key_, r.business_key_) as order_id,
             coalesce(h.id_, r.id_) as nr,
             h.end_time_ is not null as ended, r.id_ is not null as running
        from (select id_, business_key_, end_time_ from act_hi_procinst
               where proc_def_key_ = 'order-process' and business_key_ is not null) h
        full join
             (select e.id_, e.business_key_ from act_ru_execution e
                join act_re_procdef d on d.id_ = e.proc_def_id_
               where d.key_ = 'order-process' and e.parent_id_ is null
                 and e.business_key_ is not null) r
          on r.id_ = h.id_""";

  static final String WORK =
      """
      select v.order_id, w.nr, w.kind, w.activity, w.detail
        from order_view v
        join (select id_ as nr, proc_inst_id_ as instance, 'TASK' as kind, act_id_ as activity,
                     topic_name_ as detail
                from act_ru_ext_task
              union all
              select id_, proc_inst_id_, 'REVIEW', task_def_key_, null
                from act_ru_task
              union all
              select j.id_, j.process_instance_id_,
                     case when j.type_ = 'timer' then 'TIMER' else 'JOB' end, d.act_id_, null
                from act_ru_job j left join act_ru_jobdef d on d.id_ = j.job_def_id_
              union all
              select id_, proc_inst_id_, 'WAIT', activity_id_, null
                from act_ru_event_subscr
               where event_type_ = 'message' and event_name_ = 'DELIVERED'
              union all
              select id_, proc_inst_id_, 'INCIDENT', activity_id_, incident_type_
                from act_ru_incident) w
          on w.instance = v.process_instance_id""";

  static final String CUSTOMER_ORDERS =
      """
      select order_id, 0 as nr, status, currency, total_amount, failure_reason
        from customer_order""";

  static final String ORDER_LINES = "select order_id, sku as nr, quantity from order_line";

  static final String RESERVATIONS =
      "select order_id, 0 as nr, status, total_amount, currency, created_at from reservation";

  static final String RESERVATION_LINES =
      """
      select l.order_id, l.sku as nr, l.quantity, l.unit_price, p.price, p.currency
        from reservation_line l
        join reservation r on r.order_id = l.order_id
        left join
             (select sku, price, currency, valid_from,
                     lead(valid_from, 1, 'infinity')
                       over (partition by sku order by valid_from) as valid_until
                from product_price) p
          on p.sku = l.sku and p.valid_from <= r.created_at and r.created_at < p.valid_until""";

  static final String MOVEMENTS =
      """
      select order_id, sku || ' ' || kind as nr, sku, kind, sum(quantity) as quantity
        from stock_movement where order_id is not null group by order_id, sku, kind""";

  static final String PAYMENTS =
      """
      select order_id, 0 as nr, idempotency_key, state, amount, currency, charge_id, captured,
             refunded
        from payment""";

  static final String SHIPMENTS =
      "select order_id, 0 as nr, idempotency_key, state, shipment_id from shipment";

  static final String NOTIFICATIONS =
      "select order_id, message_id as nr, event, state from notification";

  static final String STEPS =
      """
      select order_id, step || ' ' || occurrence as nr, step, occurrence, state, undone_at,
             undo_refusal_code
        from step_execution""";

  static final String SETTLEMENTS =
      """
      select order_id, step || ' ' || occurrence as nr, step, occurrence, state, reported
        from settlement""";
}

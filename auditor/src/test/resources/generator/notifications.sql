create temp table message as
select i, order_id, event, '<' || order_id || '.' || event || '>' as message_id, at
from made cross join lateral (values
    (booked, 'CONFIRMED', accepted_at + interval '6 s'),
    (path = 'DELIVERED', 'DELIVERED', delivered_at + interval '2 s'),
    (not stands, status, undo_at + interval '4 s')) as messages (happens, event, at)
where happens;

insert into notification (message_id, order_id, event, subject, state, version, created_at, sent_at)
select message_id, order_id, event, 'Your order ' || order_id, 'SENT', 1, at, at + interval '0.2 s'
from message order by i, at;

insert into step_execution (order_id, step, occurrence, state, outcome, started_at, ended_at)
select order_id, 'notification.send', event, 'DONE', pg_temp.receipt(message_id), at,
       at + interval '0.3 s'
from message order by i, at;

analyze;

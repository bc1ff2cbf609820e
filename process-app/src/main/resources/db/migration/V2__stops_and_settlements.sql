-- Until when an order must be confirmed; empty where nothing has to happen by a certain time.
alter table order_view
    add column deadline_at timestamptz,
    add column abandoned boolean not null default false;
-- As long as the model said when these orders were placed; but from now on, because the deadline had no
-- effect until now, and somebody may be repairing an order that is older.
update order_view set deadline_at = now() + interval '1 hour' where status = 'PENDING';
create index order_view_deadline on order_view (deadline_at) where deadline_at is not null;

-- An operator's giving up is a message like the others.
alter table order_message drop constraint order_message_kind_check;
alter table order_message add constraint order_message_kind_check
    check (kind in ('DELIVERY', 'CANCELLATION', 'GIVE_UP'));

-- What the workers told about calls whose outcome was unknown when their step was given up.
create table order_settlement (
    order_id     varchar(64) not null references order_view,
    topic        varchar(64) not null,
    state        varchar(16) not null check (state in ('OPEN', 'CONFIRMED')),
    opened_at    timestamptz not null,
    confirmed_at timestamptz,
    primary key (order_id, topic)
);
create index order_settlement_open on order_settlement (opened_at) where state = 'OPEN';

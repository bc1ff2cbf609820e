-- One row for every order that ever was. It is what status pages and lists read.
create table order_view (
    order_id            varchar(64)  primary key,
    process_instance_id varchar(64)  not null unique,
    customer_id         varchar(64)  not null,
    status              varchar(16)  not null
        check (status in ('PENDING', 'IN_REVIEW', 'CONFIRMED', 'REJECTED', 'CANCELLED', 'DELIVERED')),
    cancellation        varchar(16)  not null
        check (cancellation in ('NONE', 'REQUESTED', 'REFUSED', 'DONE')),
    currency            char(3)      not null,
    lines               jsonb        not null,
    total_amount        bigint,
    failure_reason      varchar(4000),
    failure_message     varchar(4000),
    accepted_at         timestamptz  not null,
    changed_at          timestamptz  not null
);
create index order_view_newest on order_view (accepted_at desc, order_id desc);
create index order_view_by_status on order_view (status, accepted_at desc, order_id desc);
create index order_view_by_customer on order_view (customer_id, accepted_at desc, order_id desc);

-- What happened to an order, in order. The sequence of one order's events is the order in which they
-- were committed, because whoever appends holds the lock of the order's row in order_view.
create table order_event (
    sequence bigint generated always as identity primary key,
    order_id varchar(64) not null references order_view,
    time     timestamptz not null,
    kind     varchar(32) not null,
    data     jsonb       not null
);
create index order_event_by_order on order_event (order_id, sequence);

create function order_event_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'order_event is append-only';
end $$;
create trigger order_event_append_only before update or delete or truncate on order_event
    for each statement execute function order_event_is_append_only();

-- The proof that an order was accepted, once, and the answer that every repeat of its request gets.
-- The content is kept as a hash: names and addresses stay in the process variables.
create table order_intake (
    order_id     varchar(64) primary key,
    content_hash char(64)    not null,
    answer       text        not null
);

create table idempotency_key (
    idempotency_key varchar(200) primary key,
    order_id        varchar(64)  not null references order_intake,
    given_order_id  varchar(64)
);

-- Deliveries and cancellations: stored first, handed to the process when it can take them.
create table order_message (
    order_id        varchar(64) not null references order_view,
    kind            varchar(16) not null check (kind in ('DELIVERY', 'CANCELLATION')),
    arrival         bigint      generated always as identity,
    state           varchar(16) not null check (state in ('PENDING', 'APPLIED', 'MOOT', 'REFUSED')),
    answer_status   integer     not null,
    answer          text        not null,
    requested_at    timestamptz not null,
    settled_at      timestamptz,
    next_attempt_at timestamptz not null,
    primary key (order_id, kind)
);
create index order_message_pending on order_message (next_attempt_at) where state = 'PENDING';

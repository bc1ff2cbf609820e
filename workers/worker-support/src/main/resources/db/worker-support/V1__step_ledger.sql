-- The step ledger: one row for each step of an order, written with the effect in one transaction.
create table step_execution (
    order_id             text        not null,
    step                 text        not null,
    occurrence           text        not null,
    state                text        not null,
    outcome              jsonb,
    refusal_code         text,
    refusal_message      text,
    undo_outcome         jsonb,
    undo_refusal_code    text,
    undo_refusal_message text,
    started_at           timestamptz not null default clock_timestamp(),
    ended_at             timestamptz,
    undone_at            timestamptz,
    primary key (order_id, step, occurrence),
    constraint step_execution_state check
        (state in ('INTENDED', 'DONE', 'REFUSED', 'GIVEN_UP', 'UNDONE', 'TOMBSTONE'))
);

comment on table step_execution is 'What became of every step; a repeat replays what is written here';
comment on column step_execution.step is 'Topic of the step, never of its undo';
comment on column step_execution.occurrence is 'Tells legal repetitions for one order apart; empty for most steps';
comment on column step_execution.state is
    'INTENDED: outside call begun, outcome in doubt; GIVEN_UP: refused for want of an answer, still in doubt; TOMBSTONE: undone before it came';

-- Tasks that were delivered and not yet brought to an end; finds those that never will be.
create table task_delivery (
    task_id         text        primary key,
    retries         integer     not null,
    deliveries      integer     not null,
    reports_refused integer     not null default 0,
    updated_at      timestamptz not null default clock_timestamp()
);

create index task_delivery_updated_at on task_delivery (updated_at);

comment on column task_delivery.retries is 'Retries left at the time of the count, -1 before the first failure';

-- Steps that ended in doubt: whether their call to the outside world took effect was not known when
-- the order went on. Each is asked about until the provider has confirmed that it is called off.
create table settlement (
    order_id        text        not null,
    step            text        not null,
    occurrence      text        not null,
    idempotency_key text        not null,
    input           jsonb       not null,
    state           text        not null check (state in ('OPEN', 'CONFIRMED')),
    attempts        integer     not null default 0,
    last_problem    text,
    receipt         jsonb,
    opened_at       timestamptz not null default clock_timestamp(),
    next_attempt_at timestamptz not null,
    confirmed_at    timestamptz,
    warned_at       timestamptz,
    reported        text,
    next_report_at  timestamptz not null default clock_timestamp(),
    primary key (order_id, step, occurrence)
);

create index settlement_due on settlement (next_attempt_at) where state = 'OPEN';
create index settlement_untold on settlement (next_report_at) where reported is distinct from state;

comment on column settlement.input is 'What the undo of the step reads, never more';
comment on column settlement.last_problem is 'Code and sentence of the last attempt that failed';
comment on column settlement.receipt is 'What the undo found and took back: reference, amount, currency; or null';
comment on column settlement.warned_at is 'When the log last said that it is overdue';
comment on column settlement.reported is 'The state that process-app was told last';

-- Retries that an operator raised for all incidents of one cause, as batches of the engine.
create table incident_raise (
    id         varchar(64)  primary key,
    topic      varchar(255),
    code       varchar(255) not null,
    total      integer      not null,
    raised_by  varchar(64)  not null,
    reason     varchar(500) not null,
    started_at timestamptz  not null
);
create index incident_raise_by_cause on incident_raise (code, started_at desc);

create table incident_raise_batch (
    batch_id varchar(64) primary key,
    raise_id varchar(64) not null references incident_raise,
    total    integer     not null
);
create index incident_raise_batch_by_raise on incident_raise_batch (raise_id);

-- Tasks that the log has warned of because their order takes long there; gone when the task is.
create table order_stuck (
    task_id    varchar(64)  primary key,
    order_id   varchar(64)  not null references order_view,
    element_id varchar(255) not null,
    warned_at  timestamptz  not null
);

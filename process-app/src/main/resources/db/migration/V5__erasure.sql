-- What was erased, when and by whom; holds the customer's id and counts, nothing about the person.
create table erasure (
    id           bigint      generated always as identity primary key,
    customer_id  varchar(64) not null,
    requested_by varchar(64) not null,
    orders       integer     not null,
    open_orders  integer     not null,
    started_at   timestamptz not null default clock_timestamp(),
    ended_at     timestamptz,
    erased       jsonb
);
-- Whoever asks again after a crash goes on with the one that was not ended.
create unique index erasure_not_ended on erasure (customer_id) where ended_at is null;

-- The order log stays append-only but for its sentences, which an erasure overwrites.
drop trigger order_event_append_only on order_event;
create trigger order_event_append_only before delete or truncate on order_event
    for each statement execute function order_event_is_append_only();

create function order_event_keeps_its_facts() returns trigger language plpgsql as $$
begin
    if current_setting('ordersaga.erasure', true) is distinct from 'on'
        or (new.sequence, new.order_id, new.time, new.kind, new.data - 'message' - 'reason')
           is distinct from
           (old.sequence, old.order_id, old.time, old.kind, old.data - 'message' - 'reason') then
        raise exception 'order_event is append-only';
    end if;
    return new;
end $$;
create trigger order_event_keeps_its_facts before update on order_event
    for each row execute function order_event_keeps_its_facts();

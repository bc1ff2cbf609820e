-- Counted every second to know whether there is room for another order: small whatever the table holds.
create index order_view_open on order_view (accepted_at)
    where status in ('PENDING', 'IN_REVIEW') and not abandoned;

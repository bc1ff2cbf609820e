-- One row per message. Neither its recipient nor its text is kept.
create table notification (
  message_id varchar(120) primary key,
  order_id   varchar(64)  not null,
  event      varchar(32)  not null,
  subject    varchar(200) not null,
  state      varchar(16)  not null check (state in ('INTENDED', 'SENT')),
  version    bigint       not null,
  created_at timestamptz  not null,
  sent_at    timestamptz,
  check ((state = 'SENT') = (sent_at is not null))
);

create index notification_order_id on notification (order_id);

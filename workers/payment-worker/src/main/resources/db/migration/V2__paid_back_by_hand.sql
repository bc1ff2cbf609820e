-- MANUAL: paid back by hand, as an operator declared. Captured stays what the provider took; refunded
-- counts what the provider paid back through this worker, which is nothing.
alter table payment drop constraint payment_state_check;
alter table payment add constraint payment_state_check
  check (state in ('INTENDED', 'CAPTURED', 'DECLINED', 'VOIDED', 'REFUNDED', 'MANUAL'));

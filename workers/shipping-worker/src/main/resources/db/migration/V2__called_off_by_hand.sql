-- MANUAL: called off by hand, or left to the carrier, as an operator declared. The shipment's id stays.
alter table shipment drop constraint shipment_state_check;
alter table shipment add constraint shipment_state_check
  check (state in ('INTENDED', 'BOOKED', 'REJECTED', 'VOIDED', 'CANCELLED', 'MANUAL'));

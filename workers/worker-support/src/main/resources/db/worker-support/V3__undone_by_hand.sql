-- An operator may declare an undo done by hand. Who and why is in process-app's order log.
alter table step_execution drop constraint step_execution_state;
alter table step_execution add constraint step_execution_state check
    (state in ('INTENDED', 'DONE', 'REFUSED', 'GIVEN_UP', 'UNDONE', 'MANUAL', 'TOMBSTONE'));

comment on column step_execution.state is
    'INTENDED: outside call begun, outcome in doubt; GIVEN_UP: refused for want of an answer, still in doubt; MANUAL: undone by hand, as an operator declared; TOMBSTONE: undone before it came';

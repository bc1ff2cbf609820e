package org.ordersaga.worker.execution;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code step_execution}; every method runs in the caller's transaction. */
final class StepLedger {

  private final JdbcClient jdbc;

  StepLedger(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Claims a key. Waits for another transaction that is claiming it.
   *
   * @return false if it is taken already
   */
  boolean insert(StepKey key, StepState state) {
    return jdbc.sql(
                """
                insert into step_execution (order_id, step, occurrence, state)
                values (?, ?, ?, ?) on conflict do nothing
                """)
            .params(key.orderId(), key.step(), key.occurrence(), state.name())
            .update()
        == 1;
  }

  LedgerEntry find(StepKey key) {
    return select(key, "");
  }

  LedgerEntry lock(StepKey key) {
    return select(key, " for update");
  }

  void saveOutcome(StepKey key, String outcome) {
    update(
        key, "state = 'DONE', outcome = cast(? as jsonb), ended_at = clock_timestamp()", outcome);
  }

  void saveRefusal(StepKey key, StepState state, StepOutcome.Refused refusal) {
    update(
        key,
        "state = ?, refusal_code = ?, refusal_message = ?, ended_at = clock_timestamp()",
        state.name(),
        refusal.code(),
        refusal.message());
  }

  void saveUndo(StepKey key, StepState state, String outcome) {
    update(
        key,
        "state = ?, undo_outcome = cast(? as jsonb), undone_at = clock_timestamp()",
        state.name(),
        outcome);
  }

  /** Marks a step as taken back by hand; what its undo has reported before stays on record. */
  void saveManual(StepKey key, String outcome) {
    update(
        key,
        "state = 'MANUAL', undo_outcome = coalesce(undo_outcome, cast(? as jsonb)),"
            + " undone_at = coalesce(undone_at, clock_timestamp())",
        outcome);
  }

  void saveUndoRefusal(StepKey key, StepOutcome.Refused refusal) {
    update(
        key, "undo_refusal_code = ?, undo_refusal_message = ?", refusal.code(), refusal.message());
  }

  private void update(StepKey key, String assignments, Object... values) {
    int rows =
        jdbc.sql(
                "update step_execution set "
                    + assignments
                    + " where order_id = ? and step = ? and occurrence = ?")
            .params(values)
            .param(key.orderId())
            .param(key.step())
            .param(key.occurrence())
            .update();
    if (rows != 1) {
      throw new IllegalStateException("The step ledger lost the row of " + key.idempotencyKey());
    }
  }

  private LedgerEntry select(StepKey key, String lock) {
    return jdbc.sql(
            """
            select state, outcome, refusal_code, refusal_message,
                   undo_outcome, undo_refusal_code, undo_refusal_message
            from step_execution where order_id = ? and step = ? and occurrence = ?
            """
                + lock)
        .params(key.orderId(), key.step(), key.occurrence())
        .query(StepLedger::entry)
        .single();
  }

  private static LedgerEntry entry(ResultSet row, int number) throws SQLException {
    return new LedgerEntry(
        StepState.valueOf(row.getString("state")),
        row.getString("outcome"),
        refusal(row.getString("refusal_code"), row.getString("refusal_message")),
        row.getString("undo_outcome"),
        refusal(row.getString("undo_refusal_code"), row.getString("undo_refusal_message")));
  }

  private static StepOutcome.Refused refusal(String code, String message) {
    return code == null ? null : new StepOutcome.Refused(code, message);
  }
}

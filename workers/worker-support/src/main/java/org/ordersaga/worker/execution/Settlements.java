package org.ordersaga.worker.execution;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The table {@code settlement}, as far as it changes together with the step ledger: every method
 * runs in the caller's transaction, which has locked the step's row in the ledger.
 */
final class Settlements {

  private final JdbcClient jdbc;
  private final MeterRegistry meters;
  private final Duration firstPause;

  /**
   * The table.
   *
   * @param firstPause how long a new settlement waits, for the undo's own task to come first
   */
  Settlements(JdbcClient jdbc, MeterRegistry meters, Duration firstPause) {
    this.jdbc = jdbc;
    this.meters = meters;
    this.firstPause = firstPause;
  }

  /**
   * Opens a settlement; one that is open already gets the newer input.
   *
   * @param input of the undo, as JSON
   * @param problem code and sentence, or null
   */
  void open(StepKey key, String input, String problem) {
    jdbc.sql(
            """
            insert into settlement as s (order_id, step, occurrence, idempotency_key, input, state,
                                         last_problem, next_attempt_at)
            values (?, ?, ?, ?, cast(? as jsonb), 'OPEN', ?,
                    clock_timestamp() + ? * interval '1 millisecond')
            on conflict (order_id, step, occurrence) do update
            set input = excluded.input, last_problem = coalesce(excluded.last_problem, s.last_problem)
            where s.state = 'OPEN'
            """)
        .params(
            key.orderId(),
            key.step(),
            key.occurrence(),
            key.idempotencyKey(),
            input,
            problem,
            firstPause.toMillis())
        .update();
  }

  /** The input of an open settlement, as JSON. */
  Optional<String> findOpen(StepKey key) {
    return jdbc.sql(
            """
            select input from settlement
            where order_id = ? and step = ? and occurrence = ? and state = 'OPEN'
            """)
        .params(key.orderId(), key.step(), key.occurrence())
        .query(String.class)
        .optional();
  }

  /**
   * Ends a settlement, if one is open.
   *
   * @param receipt as JSON, or null
   */
  void confirm(StepKey key, String receipt) {
    int rows =
        jdbc.sql(
                """
                update settlement
                set state = 'CONFIRMED', receipt = cast(? as jsonb), last_problem = null,
                    confirmed_at = clock_timestamp(), next_report_at = clock_timestamp()
                where order_id = ? and step = ? and occurrence = ? and state = 'OPEN'
                """)
            .params(receipt, key.orderId(), key.step(), key.occurrence())
            .update();
    if (rows == 1) {
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void afterCommit() {
              meters.counter("ordersaga.settlements.confirmed", "topic", key.step()).increment();
            }
          });
    }
  }
}

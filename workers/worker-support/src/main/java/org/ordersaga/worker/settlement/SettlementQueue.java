package org.ordersaga.worker.settlement;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code settlement}, as a queue of what is open; each method is one transaction. */
final class SettlementQueue {

  /** Longer than an attempt takes; a claim that died is due again after it. */
  private static final Duration LEASE = Duration.ofMinutes(1);

  /**
   * A claimed settlement.
   *
   * @param attempt number of this attempt, from 1
   */
  record Due(String orderId, String step, String occurrence, int attempt) {}

  /** A settlement that is open for too long. */
  record Overdue(String orderId, String step, String key, Instant since, String problem) {}

  /**
   * What is open.
   *
   * @param oldest when the oldest was opened, or null
   */
  record Open(long count, Instant oldest) {}

  private final JdbcClient jdbc;

  SettlementQueue(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Claims the settlement that is due for longest; never one that another node is claiming. */
  Optional<Due> claim() {
    return jdbc.sql(
            """
            update settlement
            set attempts = attempts + 1,
                next_attempt_at = clock_timestamp() + ? * interval '1 millisecond'
            where (order_id, step, occurrence) = (
              select order_id, step, occurrence from settlement
              where state = 'OPEN' and next_attempt_at <= clock_timestamp()
              order by next_attempt_at limit 1
              for update skip locked)
            returning order_id, step, occurrence, attempts
            """)
        .param(LEASE.toMillis())
        .query(
            (row, number) ->
                new Due(
                    row.getString("order_id"),
                    row.getString("step"),
                    row.getString("occurrence"),
                    row.getInt("attempts")))
        .optional();
  }

  void failed(Due due, String problem, Duration pause) {
    jdbc.sql(
            """
            update settlement
            set last_problem = ?, next_attempt_at = clock_timestamp() + ? * interval '1 millisecond'
            where order_id = ? and step = ? and occurrence = ? and state = 'OPEN'
            """)
        .params(problem, pause.toMillis(), due.orderId(), due.step(), due.occurrence())
        .update();
  }

  Open open() {
    return jdbc.sql(
            "select count(*) as count, min(opened_at) as oldest from settlement where state = 'OPEN'")
        .query((row, number) -> new Open(row.getLong("count"), instant(row, "oldest")))
        .single();
  }

  /** Claims the warnings that are due: one for each settlement and hour, whatever the node. */
  List<Overdue> claimWarnings(Duration overdueAfter) {
    return jdbc.sql(
            """
            update settlement set warned_at = clock_timestamp()
            where state = 'OPEN'
              and opened_at < clock_timestamp() - ? * interval '1 millisecond'
              and (warned_at is null or warned_at < clock_timestamp() - interval '1 hour')
            returning order_id, step, idempotency_key, opened_at, last_problem
            """)
        .param(overdueAfter.toMillis())
        .query(
            (row, number) ->
                new Overdue(
                    row.getString("order_id"),
                    row.getString("step"),
                    row.getString("idempotency_key"),
                    instant(row, "opened_at"),
                    row.getString("last_problem")))
        .list();
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}

package org.ordersaga.worker.settlement;

import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code settlement}, as a queue of what process-app must be told. */
final class ReportQueue {

  /** Longer than a report takes; a claim that died is due again after it. */
  private static final Duration LEASE = Duration.ofMinutes(1);

  /**
   * What process-app must be told.
   *
   * @param receipt as JSON, or null
   */
  record Report(String orderId, String step, String occurrence, String state, String receipt) {}

  private final JdbcClient jdbc;

  ReportQueue(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<Report> claim() {
    return jdbc.sql(
            """
            update settlement
            set next_report_at = clock_timestamp() + ? * interval '1 millisecond'
            where (order_id, step, occurrence) = (
              select order_id, step, occurrence from settlement
              where reported is distinct from state and next_report_at <= clock_timestamp()
              order by next_report_at limit 1
              for update skip locked)
            returning order_id, step, occurrence, state, receipt
            """)
        .param(LEASE.toMillis())
        .query(
            (row, number) ->
                new Report(
                    row.getString("order_id"),
                    row.getString("step"),
                    row.getString("occurrence"),
                    row.getString("state"),
                    row.getString("receipt")))
        .optional();
  }

  /** If the state has changed meanwhile, it is due to be told at once. */
  void told(Report report) {
    jdbc.sql(
            """
            update settlement set reported = ?, next_report_at = clock_timestamp()
            where order_id = ? and step = ? and occurrence = ?
              and reported is distinct from 'CONFIRMED'
            """)
        .params(report.state(), report.orderId(), report.step(), report.occurrence())
        .update();
  }

  /** Waits for as long as it has been waiting already: doubling, from 5 s to 5 min. */
  void notTold(Report report) {
    jdbc.sql(
            """
            update settlement
            set next_report_at = clock_timestamp()
              + least(interval '5 minutes',
                      greatest(interval '5 seconds',
                               clock_timestamp() - coalesce(confirmed_at, opened_at)))
            where order_id = ? and step = ? and occurrence = ?
            """)
        .params(report.orderId(), report.step(), report.occurrence())
        .update();
  }
}

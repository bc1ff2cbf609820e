package org.ordersaga.worker.engine;

import java.util.OptionalInt;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Counts how often a task was delivered and how often its report was refused, so that a task that
 * kills its worker or that the engine never accepts becomes an incident. Each count is committed by
 * itself, at once.
 */
final class DeliveryLog {

  private final JdbcClient jdbc;

  DeliveryLog(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Counts a delivery; a failure that was reported, or raised retries, start over.
   *
   * @param retries retries left, or null before the first failure
   * @return how many it has been
   */
  int delivered(String taskId, Integer retries) {
    return jdbc.sql(
            """
            insert into task_delivery as t (task_id, retries, deliveries) values (?, ?, 1)
            on conflict (task_id) do update set
              deliveries = case when t.retries = excluded.retries then t.deliveries + 1 else 1 end,
              reports_refused = case when t.retries = excluded.retries then t.reports_refused else 0 end,
              retries = excluded.retries,
              updated_at = clock_timestamp()
            returning deliveries
            """)
        .params(taskId, known(retries))
        .query(Integer.class)
        .single();
  }

  /** How many deliveries with these retries have ended without a report. */
  int unreported(String taskId, Integer retries) {
    return jdbc.sql("select deliveries from task_delivery where task_id = ? and retries = ?")
        .params(taskId, known(retries))
        .query(Integer.class)
        .optional()
        .orElse(0);
  }

  /**
   * A delivery that came to nothing, and is none.
   *
   * @param retries those that the task was handed back with
   */
  void handedBack(String taskId, int retries) {
    jdbc.sql(
            """
            update task_delivery
            set deliveries = deliveries - 1, retries = ?, updated_at = clock_timestamp()
            where task_id = ?
            """)
        .params(retries, taskId)
        .update();
  }

  /** Counts a refused report; empty if the task has ended meanwhile. */
  OptionalInt reportRefused(String taskId) {
    return jdbc.sql(
            """
            update task_delivery
            set reports_refused = reports_refused + 1, updated_at = clock_timestamp()
            where task_id = ? returning reports_refused
            """)
        .param(taskId)
        .query(Integer.class)
        .optional()
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  private static int known(Integer retries) {
    return retries == null ? -1 : retries;
  }

  void ended(String taskId) {
    jdbc.sql("delete from task_delivery where task_id = ?").param(taskId).update();
  }

  /** Forgets tasks that ended without this worker hearing of it. */
  int forgetOld() {
    return jdbc.sql("delete from task_delivery where updated_at < now() - interval '30 days'")
        .update();
  }
}

package org.ordersaga.worker.engine;

import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Counts how often a task was delivered and how often its report was refused, so that a task that
 * kills its worker or that the engine never accepts becomes an incident. Each count is committed by
 * itself, at once.
 */
final class DeliveryLog {

  private final JdbcClient jdbc;

  /** Tasks whose reports the engine has; the next count takes their rows along. */
  private final Queue<String> ended = new ConcurrentLinkedQueue<>();

  DeliveryLog(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Counts the first delivery with these retries; a failure that was reported, or raised retries,
   * start over. Does not wait for the disk: the count is to outlive this process, and where the
   * database server dies with it, a poison task may be delivered once more.
   *
   * @param retries retries left, or null before the first failure
   * @return false, and nothing is counted, if a delivery with these retries ended without a report
   */
  boolean begins(String taskId, Integer retries) {
    Set<String> gone = takeEnded();
    try {
      return begins(taskId, retries, gone);
    } catch (DataAccessException e) {
      ended.addAll(gone);
      throw e;
    }
  }

  private boolean begins(String taskId, Integer retries, Set<String> gone) {
    return jdbc.sql(
            """
            with gone as (
              delete from task_delivery where task_id = any (string_to_array(?, ' ')))
            insert into task_delivery as t (task_id, retries, deliveries) values (?, ?, 1)
            on conflict (task_id) do update set
              deliveries = 1,
              reports_refused = case when t.retries = excluded.retries then t.reports_refused else 0 end,
              retries = excluded.retries,
              updated_at = clock_timestamp()
            where t.retries <> excluded.retries or t.deliveries < 1
            returning set_config('synchronous_commit', 'off', true)
            """)
        .params(String.join(" ", gone), taskId, known(retries))
        .query(String.class)
        .optional()
        .isPresent();
  }

  /**
   * Counts a delivery, whatever became of those before it.
   *
   * @param retries retries left, or null before the first failure
   * @return how many it has been with these retries
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

  /** A task that cannot come again; its row is deleted with the next count. */
  void ended(String taskId) {
    ended.add(taskId);
  }

  /** A task that starts over if it comes again; its row is deleted now. */
  void forget(String taskId) {
    jdbc.sql("delete from task_delivery where task_id = ?").param(taskId).update();
  }

  /** Deletes the rows of those that ended, when no more counts will come. */
  void forgetEnded() {
    Set<String> gone = takeEnded();
    if (!gone.isEmpty()) {
      jdbc.sql("delete from task_delivery where task_id in (:gone)").param("gone", gone).update();
    }
  }

  private Set<String> takeEnded() {
    Set<String> gone = new HashSet<>();
    for (String taskId = ended.poll(); taskId != null; taskId = ended.poll()) {
      gone.add(taskId);
    }
    return gone;
  }

  /** Forgets tasks that ended without this worker hearing of it. */
  int forgetOld() {
    return jdbc.sql("delete from task_delivery where updated_at < now() - interval '30 days'")
        .update();
  }
}

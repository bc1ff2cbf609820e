package org.ordersaga.process.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.batch.Batch;
import org.camunda.bpm.engine.batch.BatchStatistics;
import org.ordersaga.process.orderlog.EventKind;
import org.ordersaga.process.orderlog.OrderLog;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Raises the retries of all incidents of one cause, as batches of the engine: they are in Cockpit's
 * Batches, go on after a restart, and know their own progress.
 */
@Service
class IncidentRaises {

  /** PostgreSQL takes 65,535 parameters, and the engine makes one of each task's id. */
  private static final int MOST_PER_BATCH = 10_000;

  /** One try; what fails again is an incident again. */
  private static final int RETRIES = 1;

  /** How far a raise has come. */
  enum State {
    RUNNING,
    DONE
  }

  /**
   * A raise and its progress.
   *
   * @param failed those that could not be raised, mostly because their task has ended
   */
  record Raise(
      String id,
      String topic,
      String code,
      int total,
      int done,
      int failed,
      State state,
      String by,
      String reason,
      Instant startedAt) {}

  private record Started(
      String id,
      String topic,
      String code,
      int total,
      String by,
      String reason,
      Instant startedAt) {}

  private record StartedBatch(String id, int total) {}

  private final Incidents incidents;
  private final OrderLog log;
  private final JdbcClient jdbc;
  private final ExternalTaskService tasks;
  private final ManagementService management;

  IncidentRaises(
      Incidents incidents,
      OrderLog log,
      JdbcClient jdbc,
      ExternalTaskService tasks,
      ManagementService management) {
    this.incidents = incidents;
    this.log = log;
    this.jdbc = jdbc;
    this.tasks = tasks;
    this.management = management;
  }

  /**
   * Begins a raise. One that runs for the same cause is not begun again, but told about.
   *
   * @param topic null for the engine's own jobs
   */
  @Transactional
  Raise raise(String topic, String code, String by, String reason) {
    // Two operators that act at the same time: one raise.
    jdbc.sql("select pg_advisory_xact_lock(hashtext('incident-raise'))")
        .query((row, n) -> n)
        .list();
    Optional<Raise> running =
        newest(topic, code).map(this::progress).filter(raise -> raise.state() == State.RUNNING);
    return running.orElseGet(() -> begin(topic, code, by, reason));
  }

  private Raise begin(String topic, String code, String by, String reason) {
    List<Incidents.Work> work = incidents.of(topic, code);
    if (work.isEmpty()) {
      throw Refusals.conflict(
          "There is no incident of this cause whose retries could be raised: %s, %s.",
          topic == null ? "no topic" : topic, code);
    }
    String id = UUID.randomUUID().toString();
    jdbc.sql(
            """
            insert into incident_raise (id, topic, code, total, raised_by, reason, started_at)
            values (:id, :topic, :code, :total, :by, :reason, clock_timestamp())
            """)
        .param("id", id)
        .param("topic", topic, Types.VARCHAR)
        .param("code", code)
        .param("total", work.size())
        .param("by", by)
        .param("reason", reason)
        .update();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("topic", topic);
    data.put("code", code);
    data.put("raise", id);
    data.put("by", by);
    data.put("reason", reason);
    log.appendAll(
        work.stream()
            .map(Incidents.Work::orderId)
            .collect(Collectors.toCollection(LinkedHashSet::new)),
        EventKind.RETRIES_RAISED,
        data);
    for (int from = 0; from < work.size(); from += MOST_PER_BATCH) {
      List<String> ids =
          work.subList(from, Math.min(work.size(), from + MOST_PER_BATCH)).stream()
              .map(Incidents.Work::workId)
              .toList();
      Batch batch =
          topic == null
              ? management.setJobRetriesByJobsAsync(RETRIES).jobIds(ids).executeAsync()
              : tasks.updateRetries().externalTaskIds(ids).setAsync(RETRIES);
      jdbc.sql("insert into incident_raise_batch (batch_id, raise_id, total) values (?, ?, ?)")
          .params(batch.getId(), id, ids.size())
          .update();
    }
    return find(id).orElseThrow();
  }

  /** A raise with its progress, as the engine's batches know it now. */
  @Transactional(readOnly = true)
  Optional<Raise> find(String id) {
    return jdbc.sql("select * from incident_raise where id = ?")
        .param(id)
        .query(IncidentRaises::started)
        .optional()
        .map(this::progress);
  }

  private Optional<Started> newest(String topic, String code) {
    return jdbc.sql(
            """
            select * from incident_raise
             where code = :code and topic is not distinct from :topic
             order by started_at desc limit 1
            """)
        .param("code", code)
        .param("topic", topic, Types.VARCHAR)
        .query(IncidentRaises::started)
        .optional();
  }

  private Raise progress(Started started) {
    int done = 0;
    int failed = 0;
    boolean running = false;
    for (StartedBatch batch : batches(started.id())) {
      BatchStatistics statistics =
          management.createBatchStatisticsQuery().batchId(batch.id()).singleResult();
      if (statistics == null) {
        // The engine takes a batch away when all of it is done.
        done += batch.total();
      } else {
        done += statistics.getCompletedJobs();
        failed += statistics.getFailedJobs();
        running |= statistics.getRemainingJobs() > statistics.getFailedJobs();
      }
    }
    return new Raise(
        started.id(),
        started.topic(),
        started.code(),
        started.total(),
        done,
        failed,
        running ? State.RUNNING : State.DONE,
        started.by(),
        started.reason(),
        started.startedAt());
  }

  private List<StartedBatch> batches(String raiseId) {
    return jdbc.sql("select batch_id, total from incident_raise_batch where raise_id = ?")
        .param(raiseId)
        .query((row, n) -> new StartedBatch(row.getString("batch_id"), row.getInt("total")))
        .list();
  }

  private static Started started(ResultSet row, int number) throws SQLException {
    return new Started(
        row.getString("id"),
        row.getString("topic"),
        row.getString("code"),
        row.getInt("total"),
        row.getString("raised_by"),
        row.getString("reason"),
        row.getObject("started_at", OffsetDateTime.class).toInstant());
  }
}

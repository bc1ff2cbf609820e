package org.ordersaga.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.test.EmbeddedDatabase;
import org.ordersaga.worker.execution.StepTestApplication;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@EmbeddedDatabase
@SpringBootTest(
    classes = StepTestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = "ordersaga.worker.enabled=false")
class DeliveryLogTest {

  @Autowired private DataSource dataSource;
  @Autowired private JdbcClient jdbc;
  @Autowired private PlatformTransactionManager transactions;

  private final String task = UUID.randomUUID().toString();
  private DeliveryLog log;

  @BeforeEach
  void create() {
    log = new DeliveryLog(jdbc);
  }

  @Test
  void aDeliveryAfterOneThatWasNeverReportedIsASuspect() {
    assertThat(log.begins(task, null)).isTrue();

    assertThat(log.begins(task, null)).isFalse();
    assertThat(deliveries(task)).as("a suspect is counted when its turn comes").isEqualTo(1);
    assertThat(log.delivered(task, null)).isEqualTo(2);
    assertThat(log.begins(task, null)).isFalse();
  }

  @Test
  void aFailureThatWasReportedStartsOver() {
    log.begins(task, null);
    log.delivered(task, null);
    log.reportRefused(task);

    assertThat(log.begins(task, 2)).isTrue();

    assertThat(deliveries(task)).isEqualTo(1);
    assertThat(log.reportRefused(task)).hasValue(1);
    assertThat(log.begins(task, 2)).isFalse();
    assertThat(log.begins(task, 1)).isTrue();
  }

  @Test
  void aTaskThatWasHandedBackIsNoSuspectAndKeepsItsRefusedReports() {
    log.begins(task, null);
    log.reportRefused(task);
    log.handedBack(task, 3);

    assertThat(log.begins(task, 3)).isTrue();

    assertThat(deliveries(task)).isEqualTo(1);
    assertThat(log.reportRefused(task)).hasValue(2);
  }

  @Test
  void ofTwoThatBeginATaskAtOnceOneIsASuspect() throws Exception {
    CompletableFuture<Boolean> other =
        new TransactionTemplate(transactions)
            .execute(
                uncommitted -> {
                  assertThat(log.begins(task, null)).isTrue();
                  CompletableFuture<Boolean> waiting =
                      CompletableFuture.supplyAsync(() -> log.begins(task, null));
                  await().until(this::somebodyWaitsForALock);
                  return waiting;
                });

    assertThat(other.get(60, TimeUnit.SECONDS)).isFalse();
    assertThat(deliveries(task)).isEqualTo(1);
  }

  @Test
  void whatHasEndedGoesWithTheNextCount() {
    String one = task + "-1";
    String other = task + "-2";
    log.begins(one, null);
    log.begins(other, null);
    log.ended(one);
    log.ended(other);
    assertThat(rows()).isEqualTo(2);

    assertThat(log.begins(task, null)).isTrue();

    assertThat(rows()).isEqualTo(1);
    assertThat(deliveries(task)).isEqualTo(1);
  }

  @Test
  void whatHasEndedGoesWithASuspectToo() {
    String other = task + "-2";
    log.begins(task, null);
    log.begins(other, null);
    log.ended(other);

    assertThat(log.begins(task, null)).isFalse();

    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void whenNoMoreCountsWillComeWhatHasEndedGoesByItself() {
    log.begins(task, null);
    log.ended(task);

    log.forgetEnded();
    log.forgetEnded();

    assertThat(rows()).isZero();
  }

  @Test
  void aTaskThatIsForgottenStartsOver() {
    log.begins(task, 1);
    log.delivered(task, 1);

    log.forget(task);

    assertThat(log.begins(task, 1)).isTrue();
  }

  /** It is to outlive the worker, not the database server. */
  @Test
  void aFirstCountIsCommittedWithoutWaitingForTheDisk() {
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            uncommitted -> {
              jdbc.sql("set local synchronous_commit = on").update();
              log.begins(task, null);
              assertThat(synchronousCommit(jdbc)).isEqualTo("off");
            });
  }

  @Test
  void whatElseTheConnectionCommitsWaitsForTheDisk() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      JdbcClient only = JdbcClient.create(new SingleConnectionDataSource(connection, true));
      only.sql("set synchronous_commit = on").update();

      assertThat(new DeliveryLog(only).begins(task, null)).isTrue();

      assertThat(synchronousCommit(only)).isEqualTo("on");
      only.sql("reset synchronous_commit").update();
    }
  }

  private static String synchronousCommit(JdbcClient connection) {
    return connection.sql("show synchronous_commit").query(String.class).single();
  }

  private boolean somebodyWaitsForALock() {
    return jdbc.sql(
            """
            select exists (select from pg_stat_activity
                           where datname = current_database() and wait_event_type = 'Lock')
            """)
        .query(Boolean.class)
        .single();
  }

  private int deliveries(String taskId) {
    return jdbc.sql("select deliveries from task_delivery where task_id = ?")
        .param(taskId)
        .query(Integer.class)
        .single();
  }

  /** Of this test's tasks. */
  private long rows() {
    return jdbc.sql("select count(*) from task_delivery where task_id like ?")
        .param(task + "%")
        .query(Long.class)
        .single();
  }
}

package org.ordersaga.worker.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.ordersaga.test.EmbeddedDatabase;
import org.ordersaga.worker.catalogue.StepCatalogue;
import org.ordersaga.worker.execution.Script;
import org.ordersaga.worker.execution.StepExecutor;
import org.ordersaga.worker.execution.StepOutcome;
import org.ordersaga.worker.execution.StepOutcome.Completed;
import org.ordersaga.worker.execution.StepOutcome.Refused;
import org.ordersaga.worker.execution.StepTestApplication;
import org.ordersaga.worker.step.Refusal;
import org.ordersaga.worker.step.Step;
import org.ordersaga.worker.step.TechnicalFailure;
import org.ordersaga.worker.step.Undo;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** A worker with a scripted provider; the settler works only when a test gives it a turn. */
@EmbeddedDatabase
@SpringBootTest(
    classes = StepTestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = "ordersaga.worker.enabled=false")
abstract class SettlementTestCase {

  static final Completed NOTHING = note("nothing");
  static final Refused UNAVAILABLE = new Refused("UNAVAILABLE", "Later.");
  static final Refused KEPT = new Refused("NOT_REFUNDABLE", "Sorry.", Map.of("note", "stands"));

  @Autowired ApplicationContext context;
  @Autowired StepExecutor executor;
  @Autowired StepCatalogue catalogue;
  @Autowired PlatformTransactionManager transactions;
  @Autowired Script script;
  @Autowired JdbcClient jdbc;

  final String orderId = UUID.randomUUID().toString();
  final MeterRegistry meters = new SimpleMeterRegistry();
  Settler settler;

  @BeforeEach
  void emptyQueue() {
    jdbc.sql("delete from settlement").update();
    settler = settler(executor);
  }

  Settler settler(StepExecutor executor) {
    return new Settler(new SettlementQueue(jdbc), executor, settings(), meters);
  }

  static SettlementSettings settings() {
    return new SettlementSettings(
        true,
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15));
  }

  /** As after a restart: all that it knows is in the database. */
  StepExecutor restarted() {
    List<Object> steps = new ArrayList<>(context.getBeansWithAnnotation(Step.class).values());
    steps.addAll(context.getBeansWithAnnotation(Undo.class).values());
    return new StepExecutor(catalogue, steps, jdbc, transactions, meters, Duration.ofSeconds(5));
  }

  // The provider

  /** The process dies there: nothing that comes after it is carried out. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  void crashAt(String point) {
    script.at(
        point,
        orderId,
        () -> {
          throw new Crash();
        });
  }

  void noAnswerAt(String point) {
    script.at(
        point,
        orderId,
        () -> {
          throw new TechnicalFailure("PROVIDER_TIMEOUT", "the bank did not answer", null);
        });
  }

  void refusalAt(String point, String code) {
    script.at(
        point,
        orderId,
        () -> {
          throw new Refusal(code, "Sorry.");
        });
  }

  void answerAt(String point) {
    script.off(point, orderId);
  }

  // The steps

  Map<String, Object> inputs() {
    return Map.of("orderId", orderId, "email", "ada@example.com");
  }

  StepOutcome charge() {
    return executor.execute("money.charge", orderId, inputs());
  }

  StepOutcome refund() {
    return executor.execute("money.refund", orderId, inputs());
  }

  StepOutcome giveUp() {
    return executor.giveUp(
        "money.charge", orderId, inputs(), UNAVAILABLE.code(), UNAVAILABLE.message());
  }

  /** A charge whose answer was lost. */
  void chargeInDoubt() {
    noAnswerAt("call");
    assertThatThrownBy(this::charge).isInstanceOf(TechnicalFailure.class);
    answerAt("call");
  }

  /** A charge in doubt whose undo got no answer either. */
  void undoneWithoutAnswer() {
    chargeInDoubt();
    noAnswerAt("void");
    assertThat(refund()).isEqualTo(NOTHING);
    answerAt("void");
  }

  void due() {
    assertThat(
            jdbc.sql("update settlement set next_attempt_at = clock_timestamp() where order_id = ?")
                .param(orderId)
                .update())
        .isEqualTo(1);
  }

  /** A turn of the settler at a time at which the settlement is due. */
  void settle() {
    due();
    settler.turn();
  }

  // What is on record

  Map<String, Object> settlement() {
    return jdbc.sql("select *, input::text as inputs from settlement where order_id = ?")
        .param(orderId)
        .query()
        .singleRow();
  }

  long settlements() {
    return jdbc.sql("select count(*) from settlement where order_id = ?")
        .param(orderId)
        .query(Long.class)
        .single();
  }

  String state() {
    return jdbc.sql("select state from step_execution where order_id = ?")
        .param(orderId)
        .query(String.class)
        .single();
  }

  List<String> effects() {
    return jdbc
        .sql("select note from effect where note like ? order by id")
        .param("% " + orderId)
        .query(String.class)
        .list()
        .stream()
        .map(note -> note.substring(0, note.indexOf(' ')))
        .toList();
  }

  static Completed note(String note) {
    return new Completed(Map.of("note", note), null);
  }

  Completed voided() {
    return note("voided " + orderId + ":money.charge");
  }
}

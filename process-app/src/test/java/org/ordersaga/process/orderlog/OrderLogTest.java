package org.ordersaga.process.orderlog;

import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.context.ProcessEngineContext;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.Hold;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.engine.OrderProcess;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionTemplate;

/** Events are written together, and nothing of their order and of their transaction is lost. */
@ProcessAppTest
class OrderLogTest {

  @LocalServerPort int port;
  @Autowired OrderLog log;
  @Autowired ProcessEngine engine;
  @Autowired JdbcClient jdbc;
  @Autowired PlatformTransactionManager transactions;
  @Autowired ConfigurableApplicationContext context;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Orders orders;
  private TransactionTemplate transaction;

  @BeforeEach
  void connect() {
    orders = new Orders(port);
    transaction = new TransactionTemplate(transactions);
  }

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  // Together

  @Test
  void whatACommandSaysOfSomeOrdersIsOneStatementAndEachOrdersEventsAreInTheirOrder() {
    String one = orders.place();
    String other = orders.place();
    command(
        () -> {
          for (int n = 1; n <= 3; n++) {
            say(other, n);
            say(one, n);
          }
        });
    assertThat(said(one)).containsExactly("1", "2", "3");
    assertThat(said(other)).containsExactly("1", "2", "3");
    assertThat(statements("RETRY_REQUESTED", one, other)).isEqualTo(1);
  }

  @Test
  void theEventsOfAStartAreOneStatement() {
    String id = orders.place();
    assertThat(orders.kinds(id)).containsExactly("ORDER_ACCEPTED", "STEP_STARTED");
    assertThat(statements("%", id)).isEqualTo(1);
  }

  @Test
  void aStepsEventsAreOneStatementAndWhatItTellsOfTheOrderIsThere() {
    String id = orders.placeAndReach("inventory.reserve");
    int before = statements("%", id);
    orders.step(id, "inventory.reserve");
    assertThat(orders.kinds(id))
        .endsWith("STEP_COMPLETED", "STEP_STARTED", "STEP_COMPLETED", "STEP_STARTED");
    assertThat(statements("%", id)).isEqualTo(before + 1);
    assertThat(orders.get(id).get("totalAmount").longValue()).isEqualTo(1999);
  }

  @Test
  void whatIsSetOfAnOrderWithoutAnEventIsThereTooAndCanBeTakenAway() {
    String id = orders.placeAndReach("payment.charge");
    engine
        .getRuntimeService()
        .setVariables(
            instance(id),
            Map.of(OrderProcess.FAILURE_REASON, "TEST", OrderProcess.FAILURE_MESSAGE, "\"No.\""));
    JsonNode order = orders.get(id);
    assertThat(order.get("failureReason").textValue()).isEqualTo("TEST");
    assertThat(order.get("failureMessage").textValue()).isEqualTo("\"No.\"");
    assertThat(order.get("totalAmount").longValue()).isEqualTo(1999);

    Map<String, Object> nothing = new HashMap<>();
    nothing.put(OrderProcess.FAILURE_REASON, null);
    engine.getRuntimeService().setVariables(instance(id), nothing);
    order = orders.get(id);
    assertThat(order.get("failureReason").isNull()).isTrue();
    assertThat(order.get("failureMessage").textValue()).isEqualTo("\"No.\"");
  }

  @Test
  void anOrdersOwnLockDoesNotSplitItsEvents() {
    String id = orders.place();
    command(
        () -> {
          say(id, 1);
          assertThat(log.lockByInstance(instance(id))).isPresent();
          say(id, 2);
        });
    assertThat(said(id)).containsExactly("1", "2");
    assertThat(statements("RETRY_REQUESTED", id)).isEqualTo(1);
  }

  // Transactions

  @Test
  void whatIsSaidOutsideOfACommandIsWrittenAtOnce() {
    String id = orders.place();
    transaction.executeWithoutResult(
        status -> {
          say(id, 1);
          assertThat(said(id)).containsExactly("1");
        });
  }

  @Test
  void aTransactionOfSeveralCommandsKeepsTheOrderOfAllThatIsSaidInIt() {
    String id = orders.place();
    transaction.executeWithoutResult(
        status -> {
          command(() -> say(id, 1));
          say(id, 2);
          assertThat(said(id)).containsExactly("1", "2");
          command(() -> say(id, 3));
        });
    assertThat(said(id)).containsExactly("1", "2", "3");
  }

  @Test
  void aTransactionOfSeveralCommandsThatIsRolledBackHasSaidNothing() {
    String id = orders.place();
    transaction.executeWithoutResult(
        status -> {
          command(() -> say(id, 1));
          say(id, 2);
          status.setRollbackOnly();
        });
    assertThat(said(id)).isEmpty();
  }

  @Test
  void aCommandThatFailsHasSaidNothingAndTheNextOneOnItsThreadSaysWhatIsItsOwn() {
    String id = orders.place();
    assertThatThrownBy(
            () ->
                command(
                    () -> {
                      say(id, 1);
                      throw new IllegalStateException("the command fails");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(said(id)).isEmpty();
    command(() -> say(id, 2));
    assertThat(said(id)).containsExactly("2");
  }

  @Test
  void aCommandWithinACommandKeepsTheOrderAndIsOneStatementWithIt() {
    String id = orders.place();
    command(
        () -> {
          say(id, 1);
          command(() -> say(id, 2));
          say(id, 3);
        });
    assertThat(said(id)).containsExactly("1", "2", "3");
    assertThat(statements("RETRY_REQUESTED", id)).isEqualTo(1);
  }

  @Test
  void whereACommandWithinACommandFailsBothHaveSaidNothing() {
    String id = orders.place();
    assertThatThrownBy(
            () ->
                command(
                    () -> {
                      say(id, 1);
                      assertThatThrownBy(
                              () ->
                                  command(
                                      () -> {
                                        say(id, 2);
                                        throw new IllegalStateException("the inner one fails");
                                      }))
                          .isInstanceOf(IllegalStateException.class);
                    }))
        .isInstanceOf(UnexpectedRollbackException.class);
    assertThat(said(id)).isEmpty();
  }

  @Test
  void aCommandWithAContextOfItsOwnComesAfterWhatWasSaidBeforeIt() {
    String id = orders.place();
    command(
        () -> {
          say(id, 1);
          ProcessEngineContext.requiresNew();
          try {
            command(() -> say(id, 2));
          } finally {
            ProcessEngineContext.clear();
          }
          assertThat(said(id)).containsExactly("1", "2");
          say(id, 3);
        });
    assertThat(said(id)).containsExactly("1", "2", "3");
  }

  @Test
  void aTransactionWithinOneSaysWhatIsItsOwn() {
    String id = orders.place();
    assertThatThrownBy(
            () ->
                command(
                    () -> {
                      say(id, 1);
                      run(configuration().getCommandExecutorTxRequiresNew(), () -> say(id, 2));
                      throw new IllegalStateException("the outer one fails");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(said(id)).containsExactly("2");
  }

  @Test
  void aTransactionThatIsNoCommandOfTheEnginesDoesNotWaitForTheCommandAroundIt() {
    String id = orders.place();
    TransactionTemplate own = new TransactionTemplate(transactions);
    own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    command(
        () -> {
          say(id, 1);
          own.executeWithoutResult(status -> say(id, 2));
          assertThat(said(id)).containsExactly("2");
        });
    assertThat(said(id)).containsExactly("2", "1");
  }

  // Locks

  /** The second one is locked on the way, when the first one was only spoken of. */
  @Test
  void whoeverChangesTheSameOrdersLocksThemInTheSameOrder() throws Exception {
    List<String> both =
        Stream.of(orders.place(), orders.place()).sorted(comparing(this::instance)).toList();
    String first = both.get(0);
    String second = both.get(1);
    try (Hold hold = new Hold(context)) {
      Future<?> busy = hold.inTransaction(() -> log.lock(first));
      Future<?> onTheWay =
          threads.submit(
              () ->
                  command(
                      () -> {
                        say(first, 1);
                        assertThat(log.lockByInstance(instance(second))).isPresent();
                        say(second, 1);
                      }));
      Future<?> inTheEnd =
          threads.submit(
              () ->
                  command(
                      () -> {
                        say(second, 1);
                        say(first, 1);
                      }));
      hold.awaitBlocked(2);
      assertThat(isFree(second)).isTrue();
      hold.release();
      for (Future<?> work : List.of(busy, onTheWay, inTheEnd)) {
        work.get(30, TimeUnit.SECONDS);
      }
    }
    assertThat(said(first)).containsExactly("1", "1");
    assertThat(said(second)).containsExactly("1", "1");
  }

  /** A report may be long on its way, in a batch with others, and nobody waits for it meanwhile. */
  @Test
  void anOrderThatACommandHasOnlySpokenOfIsFreeUntilTheCommandEnds() {
    String id = orders.place();
    transaction.executeWithoutResult(
        status -> {
          command(
              () -> {
                say(id, 1);
                assertThat(isFreeForOthers(id)).isTrue();
              });
          assertThat(isFreeForOthers(id)).isFalse();
        });
  }

  // Helpers

  private ProcessEngineConfigurationImpl configuration() {
    return (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
  }

  private void command(Runnable work) {
    run(configuration().getCommandExecutorTxRequired(), work);
  }

  private static void run(CommandExecutor executor, Runnable work) {
    executor.execute(
        command -> {
          work.run();
          return null;
        });
  }

  private void say(String id, int number) {
    log.append(instance(id), EventKind.RETRY_REQUESTED, Map.of("step", String.valueOf(number)));
  }

  /** What was said of the order, in the order of the log. */
  private List<String> said(String id) {
    return jdbc.sql(
            """
            select data ->> 'step' from order_event
             where order_id = ? and kind = 'RETRY_REQUESTED' order by sequence
            """)
        .param(id)
        .query(String.class)
        .list();
  }

  /** By how many statements the orders' events of a kind were written. */
  private int statements(String kind, String... ids) {
    return jdbc.sql(
            """
            select count(distinct xmin::text || ' ' || cmin::text) from order_event
             where kind like ? and order_id = any(?)
            """)
        .params(kind, ids)
        .query(Integer.class)
        .single();
  }

  private boolean isFree(String id) {
    return jdbc.sql(
            "select order_id from order_view where order_id = ? for no key update skip locked")
        .param(id)
        .query(String.class)
        .optional()
        .isPresent();
  }

  /** As another transaction sees it, on another connection. */
  private boolean isFreeForOthers(String id) {
    TransactionTemplate other = new TransactionTemplate(transactions);
    other.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    return other.execute(status -> isFree(id));
  }

  private String instance(String id) {
    return jdbc.sql("select process_instance_id from order_view where order_id = ?")
        .param(id)
        .query(String.class)
        .single();
  }
}

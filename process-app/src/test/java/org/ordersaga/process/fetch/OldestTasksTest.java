package org.ordersaga.process.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.externaltask.ExternalTaskQueryTopicBuilder;
import org.camunda.bpm.engine.externaltask.FetchAndLockBuilder;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is fetched by age is what the engine's own query would have found. */
@ProcessAppTest
class OldestTasksTest {

  private static final List<String> TOPICS =
      List.of("order.create", "order.confirm", "inventory.reserve", "payment.charge");
  private static final long LOCK_MILLIS = 3_600_000;
  private static final int WAITING = 2_000;

  @LocalServerPort int port;
  @Autowired ProcessEngine engine;
  @Autowired JdbcClient jdbc;
  @Autowired PlatformTransactionManager transactions;

  private String payment;
  private String create;
  private String reserve;

  @BeforeEach
  void placeOrders() {
    // What other tests left behind would come first.
    topics(engine.getExternalTaskService().fetchAndLock().workerId("aside").maxTasks(10_000), false)
        .execute();
    Orders orders = new Orders(port);
    payment = orders.placeAndReach("payment.charge");
    create = orders.place();
    reserve = orders.placeAndReach("inventory.reserve");
  }

  @Test
  void theOldestComeFirstWhateverTheirTopic() {
    assertThat(fetched(10, false)).containsExactly(payment, create, reserve);
    assertThat(fetched(10, false)).isEqualTo(fetched(10, true));
    assertThat(fetched(2, false)).containsExactly(payment, create);
  }

  @Test
  void whatIsLockedSuspendedOrOutOfRetriesIsLeftOut() {
    jdbc.sql("update act_ru_ext_task set retries_ = 0 where proc_inst_id_ = ?")
        .param(instance(payment))
        .update();
    engine.getRuntimeService().suspendProcessInstanceById(instance(reserve));
    assertThat(fetched(10, false)).containsExactly(create).isEqualTo(fetched(10, true));
    engine.getRuntimeService().activateProcessInstanceById(instance(reserve));
  }

  @Test
  void whoMayDoNothingGetsNothing() {
    engine.getIdentityService().setAuthentication("stranger", List.of());
    assertThat(fetched(10, false)).isEmpty();
  }

  @Test
  void whoMayHandleOneOrderGetsIt() {
    grant(
        Authorization.AUTH_TYPE_GRANT,
        Resources.PROCESS_INSTANCE,
        instance(create),
        Permissions.READ,
        Permissions.UPDATE);
    engine.getIdentityService().setAuthentication("stranger", List.of());
    assertThat(fetched(10, false)).containsExactly(create);
  }

  @Test
  void whoMayHandleTheProcessGetsAllButWhatIsRevoked() {
    grant(
        Authorization.AUTH_TYPE_GRANT,
        Resources.PROCESS_DEFINITION,
        "order-process",
        Permissions.READ_INSTANCE,
        Permissions.UPDATE_INSTANCE);
    engine.getIdentityService().setAuthentication("stranger", List.of());
    assertThat(fetched(10, false)).containsExactly(payment, create, reserve);
    engine.getIdentityService().clearAuthentication();
    grant(
        Authorization.AUTH_TYPE_REVOKE,
        Resources.PROCESS_INSTANCE,
        instance(create),
        Permissions.UPDATE);
    engine.getIdentityService().setAuthentication("stranger", List.of());
    assertThat(fetched(10, false)).isEqualTo(fetched(10, true));
  }

  @Test
  void aFetchReadsNoMoreTasksHoweverManyWait() {
    int read =
        undone(
            () -> {
              jdbc.sql(
                      """
                      insert into act_ru_ext_task
                      select (jsonb_populate_record(task,
                               jsonb_build_object('id_', 'waiting-' || n))).*
                        from act_ru_ext_task task, generate_series(1, ?) n
                       where task.proc_inst_id_ = ?
                      """)
                  .params(WAITING, instance(create))
                  .update();
              int before = tasksRead();
              assertThat(fetch(2, false)).hasSize(2);
              return tasksRead() - before;
            });
    assertThat(read).isLessThan(WAITING / 10);
  }

  private int tasksRead() {
    return jdbc.sql(
            """
            select idx_tup_fetch + seq_tup_read from pg_stat_xact_user_tables
             where relname = 'act_ru_ext_task'
            """)
        .query(Integer.class)
        .single();
  }

  private void grant(int type, Resource resource, String id, Permission... permissions) {
    Authorization authorization = engine.getAuthorizationService().createNewAuthorization(type);
    authorization.setUserId("stranger");
    authorization.setResource(resource);
    authorization.setResourceId(id);
    authorization.setPermissions(permissions);
    engine.getAuthorizationService().saveAuthorization(authorization);
  }

  @AfterEach
  void grantsAreTakenBack() {
    engine.getIdentityService().clearAuthentication();
    engine.getAuthorizationService().createAuthorizationQuery().userIdIn("stranger").list().stream()
        .map(Authorization::getId)
        .forEach(engine.getAuthorizationService()::deleteAuthorization);
  }

  private String instance(String order) {
    return engine
        .getRuntimeService()
        .createProcessInstanceQuery()
        .processInstanceBusinessKey(order)
        .singleResult()
        .getId();
  }

  /** The orders whose tasks were fetched; afterwards it was not so. */
  private List<String> fetched(int most, boolean byTheEngine) {
    return undone(() -> fetch(most, byTheEngine));
  }

  private List<String> fetch(int most, boolean byTheEngine) {
    FetchAndLockBuilder fetch =
        engine
            .getExternalTaskService()
            .fetchAndLock()
            .workerId("test")
            .maxTasks(most)
            .orderByCreateTime()
            .asc()
            // As the engine's client sends it.
            .orderByCreateTime()
            .asc();
    return topics(fetch, byTheEngine).execute().stream()
        .map(LockedExternalTask::getBusinessKey)
        .toList();
  }

  /** With a condition besides the topic, the engine's own query is asked. */
  private static ExternalTaskQueryTopicBuilder topics(
      FetchAndLockBuilder fetch, boolean byTheEngine) {
    ExternalTaskQueryTopicBuilder builder = fetch.subscribe();
    for (String topic : TOPICS) {
      builder = builder.topic(topic, LOCK_MILLIS);
      if (byTheEngine) {
        builder = builder.processDefinitionKey("order-process");
      }
    }
    return builder;
  }

  private <T> T undone(Supplier<T> work) {
    return new TransactionTemplate(transactions)
        .execute(
            status -> {
              status.setRollbackOnly();
              return work.get();
            });
  }
}

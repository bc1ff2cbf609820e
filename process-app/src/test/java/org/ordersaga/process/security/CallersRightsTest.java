package org.ordersaga.process.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.db.PermissionCheckBuilder;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationEntity;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.engine.OrderProcess;
import org.ordersaga.process.identity.EngineGroup;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a worker may is asked once in a while, and what changes about it holds at once. */
@ProcessAppTest
class CallersRightsTest {

  private static final String WORKER = "order-worker";
  private static final List<String> WORKERS = List.of(EngineGroup.WORKERS.id());
  private static final List<String> OPERATORS = List.of(EngineGroup.OPERATORS.id());

  /** Users and a definition of whom and of which nothing else knows. */
  private static final String TESTER = "tester-worker";

  private static final String OTHER = "other-worker";
  private static final String DEFINITION = "a-process-of-this-test";
  private static final long LOCK_MILLIS = 60_000;

  @LocalServerPort int port;
  @Autowired ProcessEngine engine;
  @Autowired JdbcClient jdbc;
  @Autowired PlatformTransactionManager transactions;

  private final Logger log = (Logger) LoggerFactory.getLogger(AuthorizationEntity.class);
  private final Questions questions = new Questions(Thread.currentThread().getName());
  private final List<String> saved = new ArrayList<>();
  private Orders orders;

  /** Counts what this thread asks the database about anybody's rights. */
  private static final class Questions extends AppenderBase<ILoggingEvent> {

    private final String thread;
    private final AtomicInteger count = new AtomicInteger();

    Questions(String thread) {
      this.thread = thread;
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getThreadName().equals(thread)
          && (event.getLoggerName().endsWith(".selectRevokeAuthorization")
              || event.getLoggerName().endsWith(".isUserAuthorizedForResource"))
          && event.getFormattedMessage().contains("Preparing:")) {
        count.incrementAndGet();
      }
    }
  }

  @BeforeEach
  void listenAndForget() {
    orders = new Orders(port);
    questions.setContext(log.getLoggerContext());
    questions.start();
    log.addAppender(questions);
    log.setAdditive(false);
    // The engine's queries are loggers below this one.
    log.setLevel(Level.DEBUG);
    forget();
  }

  @AfterEach
  void tidyUp() {
    log.setLevel(null);
    log.setAdditive(true);
    log.detachAppender(questions);
    engine.getIdentityService().clearAuthentication();
    saved.forEach(this::takeAwayIfThere);
  }

  @Test
  void aWorkersSecondFetchAsksNothing() {
    String order = orders.place();
    await().until(() -> orders.openTopics(order).contains("order.create"));
    forget();
    assertThat(asked(this::fetch)).isPositive();
    assertThat(asked(this::fetch)).isZero();
  }

  @Test
  void aWorkersSecondReportAsksNothing() {
    String first = created();
    String second = created();
    forget();
    assertThat(asked(() -> complete(first))).isPositive();
    assertThat(asked(() -> complete(second))).isZero();
  }

  @Test
  void aRevokeForOneOrderIsObeyedAtOnceAndSoIsItsEnd() {
    complete(created());
    String order = orders.place();
    String task = orders.fetch(order, "order.create");
    String revoke =
        save(
            Authorization.AUTH_TYPE_REVOKE,
            WORKER,
            Resources.PROCESS_INSTANCE,
            instance(order),
            Permissions.UPDATE);
    assertThatThrownBy(() -> complete(task)).isInstanceOf(AuthorizationException.class);
    complete(created());
    assertThatThrownBy(() -> complete(task)).isInstanceOf(AuthorizationException.class);
    engine.getAuthorizationService().deleteAuthorization(revoke);
    complete(task);
  }

  @Test
  void aGrantThatIsTakenAwayHoldsAtOnceAndOthersKeepTheirs() {
    String grant = grant(TESTER, Permissions.READ_INSTANCE);
    grant(OTHER, Permissions.READ_INSTANCE);
    assertThat(may(TESTER)).isTrue();
    assertThat(may(OTHER)).isTrue();
    assertThat(asked(() -> may(TESTER))).isZero();
    engine.getAuthorizationService().deleteAuthorization(grant);
    assertThat(may(TESTER)).isFalse();
    assertThat(may(OTHER)).isTrue();
  }

  @Test
  void aGrantThatBecomesAnotherHoldsAtOnce() {
    String id = grant(TESTER, Permissions.READ_INSTANCE);
    assertThat(may(TESTER)).isTrue();
    Authorization grant =
        engine
            .getAuthorizationService()
            .createAuthorizationQuery()
            .authorizationId(id)
            .singleResult();
    grant.setPermissions(new Permission[] {Permissions.UPDATE_INSTANCE});
    engine.getAuthorizationService().saveAuthorization(grant);
    assertThat(may(TESTER)).isFalse();
    assertThat(may(TESTER, WORKERS, Permissions.UPDATE_INSTANCE, DEFINITION)).isTrue();
  }

  @Test
  void aRevokeForAllDefinitionsIsObeyedAtOnce() {
    assertThat(may(TESTER, WORKERS, Permissions.READ_INSTANCE, OrderProcess.KEY)).isTrue();
    save(
        Authorization.AUTH_TYPE_REVOKE,
        TESTER,
        Resources.PROCESS_DEFINITION,
        Authorization.ANY,
        Permissions.READ_INSTANCE);
    assertThat(may(TESTER, WORKERS, Permissions.READ_INSTANCE, OrderProcess.KEY))
        .as("a user's revoke is before its group's grant")
        .isFalse();
    assertThat(may(OTHER, WORKERS, Permissions.READ_INSTANCE, OrderProcess.KEY)).isTrue();
  }

  @Test
  void oneUsersRightsAreNotAnothers() {
    grant(TESTER, Permissions.READ_INSTANCE);
    assertThat(may(TESTER)).isTrue();
    assertThat(may(OTHER)).isFalse();
    assertThat(may(TESTER, WORKERS, Permissions.UPDATE_INSTANCE, DEFINITION)).isFalse();
    assertThat(may(TESTER, WORKERS, Permissions.READ_INSTANCE, "another-process")).isFalse();
    assertThat(may(TESTER, OPERATORS, Permissions.UPDATE, DEFINITION)).isFalse();
  }

  @Test
  void aRefusalIsAskedForEveryTimeAndEndsWithTheGrantWhoeverMadeIt() {
    assertThat(may(TESTER)).isFalse();
    assertThat(asked(() -> may(TESTER))).isPositive();
    // By another node.
    String grant = grant(OTHER, Permissions.READ_INSTANCE);
    assertThat(may(TESTER)).isFalse();
    jdbc.sql("update act_ru_authorization set user_id_ = ? where id_ = ?")
        .params(TESTER, grant)
        .update();
    assertThat(may(TESTER)).isTrue();
  }

  @Test
  void peopleAreAskedForEveryTime() {
    for (List<String> groups :
        List.of(
            OPERATORS,
            List.of(EngineGroup.ADMINS.id()),
            List.of(EngineGroup.WORKERS.id(), EngineGroup.OPERATORS.id()))) {
      Runnable question =
          () ->
              assertThat(may("somebody", groups, Permissions.READ_INSTANCE, OrderProcess.KEY))
                  .isTrue();
      int first = asked(question);
      assertThat(first).isPositive();
      assertThat(asked(question)).as(groups.toString()).isEqualTo(first);
    }
  }

  @Test
  void ofSeveralPermissionsOneIsEnoughOrEachIsNeeded() {
    String one = grant(TESTER, Permissions.READ_INSTANCE);
    assertThat(either("an-instance")).isTrue();
    assertThat(asked(() -> either("another-instance"))).isZero();
    assertThat(both()).isFalse();
    engine.getAuthorizationService().deleteAuthorization(one);
    grant(TESTER, Permissions.READ_INSTANCE, Permissions.UPDATE_INSTANCE);
    assertThat(both()).isTrue();
    assertThat(asked(this::both)).isZero();
  }

  @Test
  void whatAnotherMayIsNotWhatTheCallerMay() {
    save(
        Authorization.AUTH_TYPE_REVOKE,
        OTHER,
        Resources.PROCESS_DEFINITION,
        OrderProcess.KEY,
        Permissions.READ_INSTANCE);
    assertThat(isGranted(OTHER, WORKERS, TESTER)).isFalse();
    assertThat(isGranted(TESTER, WORKERS, OTHER)).isTrue();
    assertThat(asked(() -> isGranted(TESTER, WORKERS, TESTER))).isZero();
    assertThat(isGranted(TESTER, OPERATORS, TESTER)).as("asked for when they fetch").isFalse();
  }

  /** Whether the user may handle orders, asked in a command of that caller. */
  private boolean isGranted(String user, List<String> groups, String caller) {
    return ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
        .getCommandExecutorTxRequired()
        .execute(
            context -> {
              CallersRights rights = (CallersRights) context.getAuthorizationManager();
              boolean callers = mayRead(rights, caller);
              boolean granted =
                  rights.isGrantedTo(
                      new Authentication(user, groups),
                      rights
                          .newPermissionCheckBuilder()
                          .conjunctive()
                          .atomicCheckForResourceId(
                              Resources.PROCESS_DEFINITION,
                              OrderProcess.KEY,
                              Permissions.READ_INSTANCE)
                          .atomicCheckForResourceId(
                              Resources.PROCESS_DEFINITION,
                              OrderProcess.KEY,
                              Permissions.UPDATE_INSTANCE)
                          .build());
              assertThat(mayRead(rights, caller))
                  .isEqualTo(callers)
                  .isEqualTo(caller.equals(TESTER));
              return granted;
            });
  }

  private static boolean mayRead(CallersRights rights, String user) {
    return rights.isAuthorized(
        user, WORKERS, Permissions.READ_INSTANCE, Resources.PROCESS_DEFINITION, OrderProcess.KEY);
  }

  @Test
  void aPermissionOnTheInstanceAloneStillCounts() {
    save(
        Authorization.AUTH_TYPE_GRANT,
        TESTER,
        Resources.PROCESS_INSTANCE,
        "an-instance",
        Permissions.READ);
    assertThat(either("an-instance")).isTrue();
    assertThat(either("another-instance")).isFalse();
  }

  @Test
  void whatWasRolledBackIsNotRemembered() {
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            status -> {
              status.setRollbackOnly();
              grant(TESTER, Permissions.READ_INSTANCE);
              assertThat(may(TESTER)).isTrue();
            });
    assertThat(may(TESTER)).isFalse();
  }

  @Test
  void whatIsTakenAwayAndRolledBackIsStillThere() {
    String grant = grant(TESTER, Permissions.READ_INSTANCE);
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            status -> {
              status.setRollbackOnly();
              engine.getAuthorizationService().deleteAuthorization(grant);
              assertThat(may(TESTER)).isFalse();
            });
    assertThat(may(TESTER)).isTrue();
  }

  private int asked(Runnable work) {
    int before = questions.count.get();
    work.run();
    return questions.count.get() - before;
  }

  /** As after the last change of a grant on a definition, whatever other tests made remembered. */
  private void forget() {
    String id = grant("nobody", Permissions.READ);
    engine.getAuthorizationService().deleteAuthorization(id);
    saved.remove(id);
  }

  /** An order's first task, locked. */
  private String created() {
    return orders.fetch(orders.place(), "order.create");
  }

  private void complete(String task) {
    asWorker(
        () ->
            engine
                .getExternalTaskService()
                .complete(task, "test", Map.of("newCustomer", true, "country", "DE")));
  }

  /** By age alone, as workers do; afterwards nothing was fetched. */
  private void fetch() {
    asWorker(
        () ->
            new TransactionTemplate(transactions)
                .executeWithoutResult(
                    status -> {
                      status.setRollbackOnly();
                      assertThat(
                              engine
                                  .getExternalTaskService()
                                  .fetchAndLock()
                                  .workerId("test")
                                  .maxTasks(1)
                                  .orderByCreateTime()
                                  .asc()
                                  .subscribe()
                                  .topic("order.create", LOCK_MILLIS)
                                  .execute())
                          .isNotEmpty();
                    }));
  }

  private void asWorker(Runnable work) {
    engine.getIdentityService().setAuthentication(WORKER, WORKERS);
    try {
      work.run();
    } finally {
      engine.getIdentityService().clearAuthentication();
    }
  }

  private boolean may(String user) {
    return may(user, WORKERS, Permissions.READ_INSTANCE, DEFINITION);
  }

  private boolean may(String user, List<String> groups, Permission permission, String definition) {
    return engine
        .getAuthorizationService()
        .isUserAuthorized(user, groups, permission, Resources.PROCESS_DEFINITION, definition);
  }

  /** As the engine asks for an instance, with something before that is refused. */
  private boolean either(String instance) {
    return may(
        check ->
            check
                .disjunctive()
                .atomicCheckForResourceId(
                    Resources.PROCESS_DEFINITION,
                    DEFINITION,
                    ProcessDefinitionPermissions.READ_INSTANCE_VARIABLE)
                .atomicCheckForResourceId(Resources.PROCESS_INSTANCE, instance, Permissions.READ)
                .atomicCheckForResourceId(
                    Resources.PROCESS_DEFINITION, DEFINITION, Permissions.READ_INSTANCE));
  }

  private boolean both() {
    return may(
        check ->
            check
                .conjunctive()
                .atomicCheckForResourceId(
                    Resources.PROCESS_DEFINITION, DEFINITION, Permissions.READ_INSTANCE)
                .atomicCheckForResourceId(
                    Resources.PROCESS_DEFINITION, DEFINITION, Permissions.UPDATE_INSTANCE));
  }

  private boolean may(UnaryOperator<PermissionCheckBuilder> question) {
    return ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
        .getCommandExecutorTxRequired()
        .execute(
            context -> {
              AuthorizationManager rights = context.getAuthorizationManager();
              return rights.isAuthorized(
                  TESTER, WORKERS, question.apply(rights.newPermissionCheckBuilder()).build());
            });
  }

  private String grant(String user, Permission... permissions) {
    return save(
        Authorization.AUTH_TYPE_GRANT, user, Resources.PROCESS_DEFINITION, DEFINITION, permissions);
  }

  private String save(int type, String user, Resource resource, String id, Permission... what) {
    Authorization authorization = engine.getAuthorizationService().createNewAuthorization(type);
    authorization.setUserId(user);
    authorization.setResource(resource);
    authorization.setResourceId(id);
    authorization.setPermissions(what);
    String key = engine.getAuthorizationService().saveAuthorization(authorization).getId();
    saved.add(key);
    return key;
  }

  private void takeAwayIfThere(String id) {
    if (engine.getAuthorizationService().createAuthorizationQuery().authorizationId(id).count()
        > 0) {
      engine.getAuthorizationService().deleteAuthorization(id);
    }
  }

  private String instance(String order) {
    return engine
        .getRuntimeService()
        .createProcessInstanceQuery()
        .processInstanceBusinessKey(order)
        .singleResult()
        .getId();
  }
}

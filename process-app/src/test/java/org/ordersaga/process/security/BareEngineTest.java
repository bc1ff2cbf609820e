package org.ordersaga.process.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.camunda.bpm.admin.impl.web.SetupResource;
import org.camunda.bpm.container.RuntimeContainerDelegate;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.rest.dto.identity.UserDto;
import org.camunda.bpm.engine.rest.dto.task.TaskQueryDto;
import org.camunda.bpm.engine.rest.mapper.MultipartFormData;
import org.camunda.bpm.engine.rest.sub.task.impl.TaskVariablesResource;
import org.camunda.bpm.engine.task.TaskQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.ordersaga.test.TestPostgres;

/**
 * The published holes are open in an engine as it comes, or the tests that find them shut in ours
 * would prove nothing.
 */
@Tag("own-jvm")
class BareEngineTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static ProcessEngine engine;

  @BeforeAll
  static void start() {
    StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
    configuration.setProcessEngineName("bare");
    configuration.setJdbcDriver("org.postgresql.Driver");
    configuration.setJdbcUrl(TestPostgres.createDatabase("bare"));
    configuration.setJdbcUsername(TestPostgres.USER);
    configuration.setJdbcPassword(TestPostgres.USER);
    configuration.setDatabaseSchemaUpdate("true");
    configuration.setJobExecutorActivate(false);
    configuration.setAuthorizationEnabled(true);
    configuration.setBeans(Map.of(Attack.BEAN, System.getProperties()));
    engine = configuration.buildProcessEngine();
    RuntimeContainerDelegate.INSTANCE.get().registerProcessEngine(engine);
  }

  @AfterAll
  static void stop() {
    RuntimeContainerDelegate.INSTANCE.get().unregisterProcessEngine(engine);
    engine.close();
  }

  @BeforeEach
  void forget() {
    Attack.wasEvaluated();
  }

  @Test
  void itRefusesAnExpressionInAQueryAndEvaluatesItInAnOrQuery() throws JsonProcessingException {
    TaskQuery plain = query(Attack.PLAIN);
    assertThatThrownBy(plain::list).isInstanceOf(BadUserRequestException.class);
    assertThat(Attack.wasEvaluated()).isFalse();
    query(Attack.IN_OR).list();
    assertThat(Attack.wasEvaluated()).isTrue();
    query(Attack.IN_OR).count();
    assertThat(Attack.wasEvaluated()).isTrue();
  }

  @Test
  void itEvaluatesWhatAFilterHoldsAndWhatOneIsExtendedBy() throws JsonProcessingException {
    for (String stored : new String[] {Attack.PLAIN, Attack.IN_OR}) {
      String id = filter(stored);
      assertThat(Attack.wasEvaluated()).isFalse();
      engine.getFilterService().list(id);
      assertThat(Attack.wasEvaluated()).isTrue();
    }
    String harmless = filter("{}");
    engine.getFilterService().list(harmless);
    assertThat(Attack.wasEvaluated()).isFalse();
    engine.getFilterService().list(harmless, query(Attack.IN_OR));
    assertThat(Attack.wasEvaluated()).isTrue();
  }

  @Test
  void everyWayToWriteItIsOneThatTheEngineUnderstands() throws JsonProcessingException {
    for (String spelling : Attack.SPELLINGS) {
      try {
        query(spelling).list();
      } catch (RuntimeException e) {
        // It does not like every value; that comes after the evaluation.
        assertThat(e).isNotInstanceOf(BadUserRequestException.class);
      }
      assertThat(Attack.wasEvaluated()).as(spelling).isTrue();
    }
  }

  @Test
  void itsSetUpMakesAnAdministratorOfAStrangerWheneverThereIsNone() throws Exception {
    UserDto eve =
        JSON.readValue(
            """
            {"profile":{"id":"eve"},"credentials":{"password":"eve-secret"}}""",
            UserDto.class);
    new SetupResource().createInitialUser("bare", eve);
    assertThat(engine.getIdentityService().createUserQuery().memberOfGroup("camunda-admin").list())
        .extracting("id")
        .containsExactly("eve");
  }

  @Test
  void itsUploadBuildsAnObjectOfAnyClassForAUserWithoutAnyPermission() {
    MultipartFormData upload = new MultipartFormData();
    upload.addPart(new Part("data", "application/json", null, "\"yes\""));
    upload.addPart(new Part("type", "text/plain", Attack.Probe.class.getName(), null));
    engine.getIdentityService().setAuthenticatedUserId("nobody");
    try {
      assertThatThrownBy(
              () -> new TaskVariablesResource(engine, "none", JSON).setBinaryVariable("x", upload))
          .isInstanceOf(RuntimeException.class);
      assertThat(Attack.wasEvaluated()).isTrue();
    } finally {
      engine.getIdentityService().clearAuthentication();
    }
  }

  private static class Part extends MultipartFormData.FormPart {

    Part(String name, String type, String text, String content) {
      fieldName = name;
      contentType = type;
      textContent = text;
      binaryContent = content == null ? null : content.getBytes(StandardCharsets.UTF_8);
    }
  }

  private static String filter(String query) throws JsonProcessingException {
    Filter filter = engine.getFilterService().newTaskFilter("harmless");
    filter.setQuery(query(query));
    return engine.getFilterService().saveFilter(filter).getId();
  }

  private static TaskQuery query(String json) throws JsonProcessingException {
    TaskQueryDto query = JSON.readValue(json, TaskQueryDto.class);
    query.setObjectMapper(JSON);
    return query.toQuery(engine);
  }
}

package org.ordersaga.process.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessApplication;
import org.ordersaga.process.identity.EngineUser;
import org.ordersaga.test.TestPostgres;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rules that come later bind new models, and no order that is under way. */
@Tag("own-jvm")
@ExtendWith(OutputCaptureExtension.class)
class OldModelTest {

  private static final String GOOD = "<camunda:property name=\"warnAfter\" value=\"PT1M\" />";
  private static final String BAD = "<camunda:property name=\"warnAfter\" value=\"never\" />";

  @Test
  void ordersOnAnOldModelThatBreaksANewerRuleGoOnAfterARestart() throws IOException {
    String database = TestPostgres.createDatabase("old");
    String old =
        DeployedFiles.real().with("order-process.bpmn", GOOD, BAD).get("order-process.bpmn");
    String id;
    try (ConfigurableApplicationContext first = start(database)) {
      id = orders(first).place();
      // As if it had been deployed before there was the rule.
      int changed =
          first
              .getBean(JdbcClient.class)
              .sql("update act_ge_bytearray set bytes_ = ? where name_ like '%order-process.bpmn'")
              .param(old.getBytes(StandardCharsets.UTF_8))
              .update();
      assertThat(changed).isEqualTo(1);
    }
    try (ConfigurableApplicationContext second = start(database)) {
      RepositoryService repository = second.getBean(RepositoryService.class);
      List<ProcessDefinition> versions =
          repository
              .createProcessDefinitionQuery()
              .processDefinitionKey("order-process")
              .orderByProcessDefinitionVersion()
              .asc()
              .list();
      assertThat(versions).extracting(ProcessDefinition::getVersion).containsExactly(1, 2);
      assertThat(repository.getProcessModel(versions.get(0).getId()))
          .hasBinaryContent(old.getBytes(StandardCharsets.UTF_8));

      orders(second).confirm(id);

      assertThatThrownBy(
              () -> repository.createDeployment().addString("order-process.bpmn", old).deploy())
          .isInstanceOf(ParseException.class)
          .hasMessageContaining("CreateOrder has warnAfter = \"never\"");
    }
  }

  @Test
  void theApplicationDoesNotStartWithABrokenModelAndSaysWhyInASentence(
      @TempDir Path folder, CapturedOutput output) throws IOException {
    Path model = folder.resolve("order-process.bpmn");
    Files.writeString(
        model,
        DeployedFiles.real().with("order-process.bpmn", GOOD, BAD).get("order-process.bpmn"));
    String database = TestPostgres.createDatabase("broken");
    assertThatThrownBy(
            () -> start(database, "--camunda.bpm.deployment-resource-pattern=" + model.toUri()))
        .isNotNull();
    assertThat(output)
        .contains("The application's own model cannot be deployed:")
        .contains(
            "CreateOrder has warnAfter = \"never\", which takes a duration of at most PT168H, such as"
                + " PT1M.")
        .doesNotContain("\tat ");
  }

  private static Orders orders(ConfigurableApplicationContext application) {
    return new Orders(
        Integer.parseInt(application.getEnvironment().getRequiredProperty("local.server.port")));
  }

  private static ConfigurableApplicationContext start(String database, String... more) {
    List<String> arguments =
        new ArrayList<>(
            Stream.of(EngineUser.values())
                .map(user -> "--" + user.passwordVariable() + "=" + user.id() + "-secret")
                .toList());
    arguments.add("--spring.datasource.url=" + database);
    arguments.add("--spring.datasource.username=" + TestPostgres.USER);
    arguments.add("--spring.datasource.password=" + TestPostgres.USER);
    arguments.add("--server.port=0");
    arguments.addAll(List.of(more));
    return SpringApplication.run(ProcessApplication.class, arguments.toArray(String[]::new));
  }
}

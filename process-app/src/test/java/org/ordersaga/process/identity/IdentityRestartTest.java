package org.ordersaga.process.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.ProcessApplication;
import org.ordersaga.test.TestPostgres;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

@Tag("own-jvm")
class IdentityRestartTest {

  @Test
  void aRestartTakesNewPasswordsRestoresGroupsAndDeploysNothingThatDidNotChange() {
    String database = TestPostgres.createDatabase("restart");
    try (ConfigurableApplicationContext first = start(database, "operator-secret")) {
      IdentityService identity = first.getBean(IdentityService.class);
      assertThat(identity.checkPassword("operator", "operator-secret")).isTrue();
      assertThat(identity.checkPassword("operator", "guess")).isFalse();
      identity.deleteMembership("operator", "operators");
      identity.createMembership("operator", "camunda-admin");
    }
    try (ConfigurableApplicationContext second = start(database, "another-secret")) {
      IdentityService identity = second.getBean(IdentityService.class);
      assertThat(identity.checkPassword("operator", "another-secret")).isTrue();
      assertThat(identity.checkPassword("client", "client-secret")).isTrue();
      assertThat(identity.createGroupQuery().groupMember("operator").list())
          .extracting("id")
          .containsExactly("operators");
      assertThat(
              second
                  .getBean(RepositoryService.class)
                  .createProcessDefinitionQuery()
                  .processDefinitionKey("order-process")
                  .count())
          .isEqualTo(1);
    }
  }

  private static ConfigurableApplicationContext start(String database, String operatorPassword) {
    List<String> arguments =
        new ArrayList<>(
            Stream.of(EngineUser.values())
                .filter(user -> user != EngineUser.OPERATOR)
                .map(user -> "--" + user.passwordVariable() + "=" + user.id() + "-secret")
                .toList());
    arguments.add("--ORDERSAGA_OPERATOR_PASSWORD=" + operatorPassword);
    arguments.add("--spring.datasource.url=" + database);
    arguments.add("--spring.datasource.username=" + TestPostgres.USER);
    arguments.add("--spring.datasource.password=" + TestPostgres.USER);
    arguments.add("--server.port=0");
    return SpringApplication.run(ProcessApplication.class, arguments.toArray(String[]::new));
  }
}

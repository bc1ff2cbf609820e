package org.ordersaga.process.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.WebappSession;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What becomes of a model that somebody deploys. */
@ProcessAppTest
class DeploymentRulesTest {

  @LocalServerPort int port;
  @Autowired RepositoryService repository;

  @Test
  void aModelThatBreaksRulesIsRefusedWithASentenceForEachAndNothingIsStored() throws IOException {
    long deployments = repository.createDeploymentQuery().count();
    long definitions = repository.createProcessDefinitionQuery().count();

    Http.Reply reply =
        DeployedFiles.real()
            .with("order-process.bpmn", "topic=\"order.confirm\"", "topic=\"order.confrm\"")
            .with("order-process.bpmn", "value=\"PT1S,PT2S,PT4S,PT8S\"", "value=\"often\"")
            .deploy(Http.as(port, "admin"));

    assertThat(reply.status()).isEqualTo(400);
    JsonNode answer = reply.json();
    assertThat(answer.get("type").textValue()).isEqualTo("ParseException");
    assertThat(answer.get("message").textValue().lines())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("ConfirmOrder has the topic \"order.confrm\", which no"))
        .anyMatch(line -> line.startsWith("ChargePayment has retryCycle = \"often\", which takes"));
    assertThat(answer.get("details").get("order-process.bpmn").get("errors"))
        .extracting(error -> error.get("mainElementId").textValue())
        .containsExactlyInAnyOrder("ConfirmOrder", "ChargePayment");
    assertThat(repository.createDeploymentQuery().count()).isEqualTo(deployments);
    assertThat(repository.createProcessDefinitionQuery().count()).isEqualTo(definitions);
  }

  @Test
  void theWebApplicationsAreNoWayAroundTheRules() throws IOException {
    WebappSession session = WebappSession.login(port, "admin", "cockpit");
    DeployedFiles broken =
        DeployedFiles.real()
            .with("order-process.bpmn", "topic=\"order.confirm\"", "topic=\"order.confrm\"");
    Http.Reply reply =
        session.post(
            "/camunda/api/engine/engine/default/deployment/create",
            DeployedFiles.CONTENT_TYPE,
            broken.body());
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("ConfirmOrder has the topic");
  }

  @Test
  void javaIsNoWayAroundTheRules() {
    byte[] table =
        """
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
            xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="Tables" name="Tables"
            namespace="http://example.com">
          <decision id="attack" name="Attack" camunda:historyTimeToLive="P1D">
            <literalExpression id="Groovy" expressionLanguage="groovy">
              <text>System.exit(0)</text>
            </literalExpression>
          </decision>
        </definitions>
        """
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(
            () ->
                repository
                    .createDeployment()
                    .addInputStream("attack.dmn", new java.io.ByteArrayInputStream(table))
                    .deploy())
        .isInstanceOf(ParseException.class)
        .hasMessageContaining("Groovy is written in groovy, and no script may stand here");
  }

  @ParameterizedTest
  @CsvSource({"case.cmmn", "run.groovy", "page.html"})
  void whatIsNoModelIsNotDeployed(String name) {
    assertThatThrownBy(() -> repository.createDeployment().addString(name, "anything").deploy())
        .isInstanceOf(ParseException.class)
        .hasMessageContaining(name + " is neither a process (.bpmn)");
  }

  @Test
  void aChangedModelThatKeepsTheRulesIsDeployed() throws IOException {
    Http.Reply reply =
        DeployedFiles.real()
            .with(
                "order-process.bpmn",
                "value=\"PT1S,PT2S,PT4S,PT8S\"",
                "value=\"PT1S,PT2S,PT4S,PT8S,PT16S\"")
            .deploy(Http.as(port, "admin"));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    String deployment = reply.json().get("id").textValue();
    List<String> names = repository.getDeploymentResourceNames(deployment);
    repository.deleteDeployment(deployment, true);
    assertThat(names).contains("order-process.bpmn");
  }
}

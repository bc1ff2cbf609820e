package org.ordersaga.process.stop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProcessAppTest
@ExtendWith(OutputCaptureExtension.class)
class DeadlineTest {

  private static final String PROPERTY =
      "<camunda:property name=\"orderDeadline\" value=\"PT1H\" />";

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired DeadlineSweep sweep;
  @Autowired RepositoryService repository;
  @Autowired RuntimeService runtime;
  @Autowired ProcessEngineConfigurationImpl engine;
  Orders orders;
  Stops stops;

  @BeforeEach
  void connect() {
    orders = new Orders(port);
    stops = new Stops(port, jdbc);
  }

  @Test
  void anOrderHasAsMuchTimeAsTheModelSaysUntilItIsConfirmed() {
    OffsetDateTime before = OffsetDateTime.now();
    String id = orders.place();
    assertThat(stops.deadline(id))
        .isBetween(before.plusMinutes(59), OffsetDateTime.now().plusMinutes(61));
    orders.confirm(id);
    assertThat(stops.deadline(id)).isNull();
  }

  @Test
  void whatADeadlineUndoesHasAsMuchTimeAgain() {
    String id = orders.placeAndReach("payment.charge");
    sweep.meet(stops.claim(id));
    assertThat(stops.deadline(id)).isAfter(OffsetDateTime.now().plusMinutes(59));

    sweep.meet(stops.claim(id));
    stops.standsAt(id, "payment.refund");
    assertThat(incident(id).get("activityId").textValue()).isEqualTo("RefundStoppedCharge");
    orders.complete(id, "payment.refund");
    assertThat(stops.incidents(id)).isZero();
  }

  @Test
  void behindThePivotAnOperatorIsAskedUntilTheStepIsDone() {
    String id = orders.placeAndReach("inventory.commit");
    passDeadline(id);
    passDeadline(id);
    JsonNode incident = incident(id);
    assertThat(incident.get("incidentType").textValue()).isEqualTo("ORDER_OVERDUE");
    assertThat(incident.get("activityId").textValue()).isEqualTo("CommitInventory");
    assertThat(incident.get("incidentMessage").textValue())
        .startsWith("ORDER_OVERDUE: CommitInventory ")
        .contains("PT1H", "inventory.commit")
        .hasSizeLessThan(200);
    assertThat(orders.kinds(id)).doesNotContain("STEP_REFUSED").containsOnlyOnce("INCIDENT_OPENED");

    orders.complete(id, "inventory.commit");
    assertThat(stops.incidents(id)).isZero();
    assertThat(orders.kinds(id)).contains("INCIDENT_RESOLVED");
    passDeadline(id);
    assertThat(incident(id).get("activityId").textValue()).isEqualTo("ConfirmOrder");
    orders.complete(id, "order.confirm");
    orders.await(id, "status", "CONFIRMED");
    assertThat(stops.incidents(id)).isZero();
    assertThat(stops.deadline(id)).isNull();
  }

  @Test
  void aStepThatHasAnIncidentAlreadyGetsNoSecondOne() {
    String id = orders.placeAndReach("inventory.commit");
    orders.fail(id, "inventory.commit", 0);
    passDeadline(id);
    assertThat(incident(id).get("incidentType").textValue()).isEqualTo("failedExternalTask");
  }

  @Test
  void aDeadlineIsMetWithoutAnybodysDoing() {
    String id = orders.placeAndReach("payment.charge");
    stops.deadlineIn(id, Duration.ZERO);
    stops.standsAt(id, "payment.refund");
  }

  @ParameterizedTest
  @ValueSource(strings = {"one hour", "PT0S", "-PT1H", "P1Y", "P4000D", ""})
  void aDeadlineThatCannotBeUnderstoodIsReportedAndOrdersHaveNone(
      String value, CapturedOutput output) throws IOException {
    String deployment = deploy("");
    try {
      changeBehindTheRules(deployment, PROPERTY.replace("PT1H", value));
      String id = orders.placeAndReach("shipping.book");
      assertThat(output)
          .contains("The process property orderDeadline is \"" + value + "\"")
          .contains("for example PT1H");
      assertThat(stops.deadline(id)).isNull();
      stops.cancel(id);
      stops.standsAt(id, "shipping.cancel");
      assertThat(stops.deadline(id)).isNull();
    } finally {
      repository.deleteDeployment(deployment, true);
    }
  }

  @Test
  void aModelWithoutADeadlineIsNoMistake(CapturedOutput output) throws IOException {
    String deployment = deploy("");
    try {
      assertThat(stops.deadline(orders.place())).isNull();
      assertThat(output).doesNotContain("The process property orderDeadline");
    } finally {
      repository.deleteDeployment(deployment, true);
    }
  }

  @Test
  void whenTheAdministratorDeletesAProcessNothingIsExpectedOfItsOrderAnyMore() {
    String id = orders.placeAndReach("inventory.commit");
    Http.Reply cancelled = stops.cancel(id);
    Http admin = Http.as(port, "admin");
    assertThat(admin.delete("/engine-rest/process-instance/" + stops.instance(id)).status())
        .isEqualTo(204);

    isAbandoned(id);
    assertThat(stops.message(id, "CANCELLATION")).isEqualTo("MOOT");
    assertThat(orders.get(id).get("cancellation").textValue()).isEqualTo("REFUSED");
    assertThat(stops.cancel(id).body()).isEqualTo(cancelled.body());
    Http.Reply delivery = Http.as(port, "client").post("/api/orders/" + id + "/delivery", null);
    assertThat(delivery.status()).isEqualTo(409);
    assertThat(delivery.json().get("detail").textValue()).contains("its process was deleted");
    assertThat(stops.giveUp(id).json().get("detail").textValue())
        .contains("its process was deleted");
  }

  @Test
  void aProcessThatIsGoneWithoutATraceIsNoticedByTheSweeps() {
    String byDeadline = orders.place();
    String byMessage = orders.placeAndReach("inventory.commit");
    stops.cancel(byMessage);
    for (String id : new String[] {byDeadline, byMessage}) {
      jdbc.sql("update order_view set process_instance_id = ? where order_id = ?")
          .params("gone-" + id.substring(4), id)
          .update();
    }
    passDeadline(byDeadline);
    isAbandoned(byDeadline);
    stops.messagesAreDue(byMessage);
    Awaitility.await().until(() -> stops.message(byMessage, "CANCELLATION"), "MOOT"::equals);
    isAbandoned(byMessage);
  }

  @Test
  void anOrderThatCameToItsEndIsNotAbandoned() {
    String id = orders.place();
    orders.refuse(id, "order.create", "ORDER_INVALID", "No.");
    orders.complete(id, "order.close");
    orders.complete(id, "notification.send");
    Awaitility.await()
        .until(
            () ->
                runtime.createProcessInstanceQuery().processInstanceId(stops.instance(id)).count(),
            left -> left == 0);
    assertThat(orders.kinds(id)).doesNotContain("ORDER_ABANDONED");
  }

  private void isAbandoned(String id) {
    assertThat(orders.kinds(id)).containsOnlyOnce("ORDER_ABANDONED");
    assertThat(orders.get(id).get("status").textValue()).isEqualTo("PENDING");
    assertThat(stops.deadline(id)).isNull();
  }

  private void passDeadline(String id) {
    sweep.meet(stops.claim(id));
  }

  private JsonNode incident(String id) {
    JsonNode incidents =
        Http.as(port, "operator")
            .get("/engine-rest/incident?processInstanceId=" + stops.instance(id))
            .json();
    assertThat(incidents).hasSize(1);
    return incidents.get(0);
  }

  private String deploy(String property) throws IOException {
    return repository
        .createDeployment()
        .addInputStream("order-process.bpmn", new ByteArrayInputStream(model(property)))
        .addClasspathResource("dmn/order-review.dmn")
        .addClasspathResource("forms/order-review-form.form")
        .deploy()
        .getId();
  }

  private byte[] model(String property) throws IOException {
    try (InputStream file = getClass().getResourceAsStream("/bpmn/order-process.bpmn")) {
      String model = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(model).contains(PROPERTY);
      return model.replace(PROPERTY, property).getBytes(StandardCharsets.UTF_8);
    }
  }

  /** A model from before there were rules may say anything. */
  private void changeBehindTheRules(String deployment, String property) throws IOException {
    int changed =
        jdbc.sql(
                """
                update act_ge_bytearray set bytes_ = ?
                where deployment_id_ = ? and name_ = 'order-process.bpmn'
                """)
            .params(model(property), deployment)
            .update();
    assertThat(changed).isEqualTo(1);
    engine.getDeploymentCache().discardProcessDefinitionCache();
  }
}

package org.ordersaga.process.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.WebappSession;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A worker's user reaches its own tasks, and nothing else. */
@ProcessAppTest
class OwnTopicsTest {

  private static final String LOCK = "{\"workerId\":\"test\",\"newDuration\":60000}";
  private static final String DONE = "{\"workerId\":\"test\"}";
  private static final String FAILED =
      "{\"workerId\":\"test\",\"errorMessage\":\"no\",\"retries\":3,\"retryTimeout\":0}";
  private static final String REFUSED =
      "{\"workerId\":\"test\",\"errorCode\":\"OUT_OF_STOCK\",\"errorMessage\":\"none left\"}";

  @LocalServerPort int port;
  Orders orders;

  @BeforeEach
  void connect() {
    orders = new Orders(port);
  }

  @Test
  void itFetchesExtendsFailsUnlocksRefusesAndCompletesItsOwn() {
    Http worker = Http.as(port, "inventory-worker");
    String id = orders.placeAndReach("inventory.reserve");
    String task = "/engine-rest/external-task/" + orders.fetch(id, "inventory.reserve");
    assertThat(worker.post(task + "/extendLock", LOCK).status()).isEqualTo(204);
    assertThat(worker.post(task + "/failure", FAILED).status()).isEqualTo(204);
    orders.fetch(id, "inventory.reserve");
    assertThat(worker.post(task + "/unlock", null).status()).isEqualTo(204);
    orders.fetch(id, "inventory.reserve");
    assertThat(worker.post(task + "/bpmnError", REFUSED).status()).isEqualTo(204);
    orders.complete(id, "order.close");
    orders.await(id, "status", "REJECTED");
  }

  @Test
  void itCountsWhatWaitsForIt() {
    Http worker = Http.as(port, "order-worker");
    String count = "/engine-rest/external-task/count?withRetriesLeft=true&active=true";
    assertThat(worker.get(count + "&topicName=order.create").status()).isEqualTo(200);
    assertThat(worker.get(count + "&topicName=payment.charge").status()).isEqualTo(403);
    assertThat(worker.get(count).status()).isEqualTo(403);
    assertThat(worker.get("/engine-rest/version").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"inventory-worker", "payment-worker", "shipping-worker", "notification-worker"})
  void itReachesNoTaskOfAnother(String other) {
    String id = orders.place();
    String task = "/engine-rest/external-task/" + orders.fetch(id, "order.create");
    Http worker = Http.as(port, other);
    assertThat(worker.post(task + "/extendLock", LOCK).status()).isEqualTo(403);
    assertThat(worker.post(task + "/failure", FAILED).status()).isEqualTo(403);
    assertThat(worker.post(task + "/bpmnError", REFUSED).status()).isEqualTo(403);
    assertThat(worker.post(task + "/unlock", null).status()).isEqualTo(403);
    Http.Reply complete = worker.post(task + "/complete", DONE);
    assertThat(complete.status()).isEqualTo(403);
    assertThat(complete.body()).contains("order.create", other);
    assertThat(Http.as(port, "order-worker").post(task + "/complete", DONE).status())
        .isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource({
    "payment-worker, payment.charge, 200",
    "payment-worker, payment.refund, 200",
    "payment-worker, payment.nothing-yet, 200",
    "payment-worker, order.create, 403",
    "payment-worker, payment, 403",
    "payment-worker, payments.charge, 403",
    "payment-worker, Payment.charge, 403",
    "payment-worker, ' payment.charge', 403",
    "order-worker, order.create, 200",
    "order-worker, inventory.reserve, 403",
    "inventory-worker, inventory.reserve, 200",
    "inventory-worker, payment.charge, 403",
    "shipping-worker, shipping.book, 200",
    "shipping-worker, notification.send, 403",
    "notification-worker, notification.send, 200",
    "notification-worker, shipping.book, 403",
    "operator, payment.charge, 200",
  })
  void whichTopicsItFetches(String user, String topic, int status) {
    String topics = "{\"topicName\":\"%s\",\"lockDuration\":1000,\"businessKey\":\"none\"}";
    String fetch = "{\"workerId\":\"w\",\"maxTasks\":1,%s\"topics\":[%s]}";
    String path = "/engine-rest/external-task/fetchAndLock";
    Http http = Http.as(port, user);
    assertThat(http.post(path, fetch.formatted("", topics.formatted(topic))).status())
        .isEqualTo(status);
    assertThat(
            http.post(
                    "/engine-rest/engine/default/external-task/fetchAndLock",
                    fetch.formatted("\"asyncResponseTimeout\":10,", topics.formatted(topic)))
                .status())
        .as("with a long poll")
        .isEqualTo(status);
    if (status == 403) {
      String own = topics.formatted(user.replace("-worker", ".x"));
      assertThat(http.post(path, fetch.formatted("", own + "," + topics.formatted(topic))).status())
          .as("hidden behind one of its own")
          .isEqualTo(403);
      assertThat(
              http.post(path, fetch.formatted("\"topics\":[" + own + "],", topics.formatted(topic)))
                  .status())
          .as("hidden behind a second list")
          .isEqualTo(403);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  /engine-rest/external-task",
    "POST, /engine-rest/external-task",
    "POST, /engine-rest/external-task/count",
    "GET,  /engine-rest/external-task/topic-names",
    "GET,  /engine-rest/external-task/{id}",
    "GET,  /engine-rest/external-task/{id}/errorDetails",
    "PUT,  /engine-rest/external-task/{id}/retries",
    "PUT,  /engine-rest/external-task/{id}/priority",
    "POST, /engine-rest/external-task/{id}/lock",
    "PUT,  /engine-rest/external-task/retries",
    "POST, /engine-rest/external-task/retries-async",
    "GET,  /engine-rest/process-instance",
    "GET,  /engine-rest/task",
    "POST, /engine-rest/task",
    "GET,  /engine-rest/filter",
    "GET,  /engine-rest/history/external-task-log",
    "POST, /engine-rest/message",
    "POST, /engine-rest/deployment/create",
    "GET,  /engine-rest/incident",
    "GET,  /api/orders",
    "GET,  /actuator/metrics"
  })
  void itMayDoNothingElse(String method, String path) {
    String task = orders.fetch(orders.place(), "order.create");
    Http worker = Http.as(port, "order-worker");
    assertThat(worker.send(worker.request(method, path.replace("{id}", task), "{}")).status())
        .isEqualTo(403);
    assertThat(worker.post("/engine-rest/external-task/" + task + "/complete", DONE).status())
        .isEqualTo(204);
  }

  @Test
  void itHasNoSessionWithTheWebApplications() {
    WebappSession session = WebappSession.open(port);
    assertThat(session.tryLogin("order-worker", "order-worker-secret", "cockpit").status())
        .isEqualTo(401);
    String path = "/camunda/api/engine/engine/default/external-task/fetchAndLock";
    String body =
        "{\"workerId\":\"w\",\"maxTasks\":1,"
            + "\"topics\":[{\"topicName\":\"order.create\",\"lockDuration\":1}]}";
    assertThat(session.post(path, body).status()).isEqualTo(401);
    assertThat(Http.as(port, "order-worker").post(path, body).status()).isIn(401, 403);
  }

  @Test
  void aUserWithoutAWorkersNameHasNoTopic() {
    assertThat(OwnTopics.isOwn(".x", "-worker")).isFalse();
    assertThat(OwnTopics.isOwn("order.create", "order")).isFalse();
    assertThat(OwnTopics.isOwn("order.create", "order-worker")).isTrue();
  }
}

package org.ordersaga.process.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.WebappSession;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Every way to start the process that is not the order API, over HTTP. */
@ProcessAppTest
class EngineStartTest {

  private static final String BY_KEY = "/engine-rest/process-definition/key/order-process/start";
  private static final String FORM =
      "/engine-rest/process-definition/key/order-process/submit-form";

  @LocalServerPort int port;
  Http admin;
  Http client;

  @BeforeEach
  void connect() {
    admin = Http.as(port, "admin");
    client = Http.as(port, "client");
  }

  /** A way to start: sends the body and returns the reply. */
  interface Way {
    Http.Reply start(EngineStartTest test, ObjectNode body);
  }

  record Named(String name, Way way) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Named> ways() {
    return Stream.of(
        new Named("by key", (test, body) -> test.client.post(BY_KEY, body.toString())),
        new Named(
            "by id",
            (test, body) ->
                test.client.post(
                    "/engine-rest/process-definition/" + test.definition() + "/start",
                    body.toString())),
        new Named("by form", (test, body) -> test.client.post(FORM, body.toString())),
        new Named(
            "with start instructions and without custom listeners",
            (test, body) -> {
              body.put("skipCustomListeners", true).put("skipIoMappings", true);
              body.putArray("startInstructions")
                  .addObject()
                  .put("type", "startBeforeActivity")
                  .put("activityId", "CreateOrder");
              return test.admin.post(BY_KEY, body.toString());
            }),
        new Named(
            "through the web applications' own REST",
            (test, body) ->
                WebappSession.login(test.port, "admin", "cockpit")
                    .post(
                        "/camunda/api/engine/engine/default/process-definition/key/order-process"
                            + "/start",
                        body.toString())));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aGoodOrderStartsAndHasItsLog(Named way) {
    String id = Orders.newId();
    Http.Reply reply = way.way().start(this, Orders.start(id, Orders.order(id)));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(client.get("/api/orders/" + id).json().get("timeline").get(0).get("kind"))
        .hasToString("\"ORDER_ACCEPTED\"");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theSameOrderAgainIsAConflict(Named way) {
    String id = new Orders(port).place();
    Http.Reply reply = way.way().start(this, Orders.start(id, Orders.order(id)));
    assertThat(reply.status()).as(reply.body()).isEqualTo(409);
    assertThat(instances(id)).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aBadOrderIsRefusedNamingEveryBadFieldAndStartsNothing(Named way) {
    String id = Orders.newId();
    ObjectNode order = Orders.order(id).put("email", "nobody");
    order.remove("customerId");
    order.putArray("lines").addObject().put("sku", "BOOK-001").put("quantity", 0);
    ObjectNode start = Orders.start(id, order);
    ObjectNode variables = (ObjectNode) start.get("variables");
    variables.putObject("totalAmount").put("value", 1).put("type", "Long");
    variables.putObject("outcome").put("value", "CONFIRMED").put("type", "String");
    Http.Reply reply = way.way().start(this, start);
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(reply.json().get("message").textValue())
        .contains("email", "customerId", "lines[0].quantity", "outcome")
        .contains("totalAmount is not a field of an order")
        .doesNotContain("nobody");
    assertThat(instances(id)).isZero();
  }

  @Test
  void theBusinessKeyAndTheOrderIdStandForEachOther() {
    String byKey = Orders.newId();
    assertThat(client.post(BY_KEY, Orders.start(byKey, Orders.order(null)).toString()).status())
        .isEqualTo(200);
    assertThat(client.get("/api/orders/" + byKey).status()).isEqualTo(200);
    String byVariable = Orders.newId();
    Http.Reply reply = client.post(BY_KEY, Orders.start(null, Orders.order(byVariable)).toString());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(instances(byVariable)).isEqualTo(1);
    assertThat(
            client
                .post(BY_KEY, Orders.start(Orders.newId(), Orders.order(Orders.newId())).toString())
                .status())
        .isEqualTo(400);
  }

  @Test
  void withoutEitherAnIdIsGenerated() {
    Http.Reply reply = client.post(BY_KEY, Orders.start(null, Orders.order(null)).toString());
    assertThat(reply.status()).isEqualTo(200);
    JsonNode instance =
        admin.get("/engine-rest/process-instance/" + reply.json().get("id").textValue()).json();
    assertThat(client.get("/api/orders/" + instance.get("businessKey").textValue()).status())
        .isEqualTo(200);
  }

  @Test
  void aVariableOfAnotherTypeOrATransientOneIsRefused() {
    String id = Orders.newId();
    ObjectNode start = Orders.start(id, Orders.order(id));
    ((ObjectNode) start.get("variables").get("email"))
        .putObject("valueInfo")
        .put("transient", true);
    ((ObjectNode) start.get("variables")).putObject("customerId").put("value", 7);
    ((ObjectNode) start.get("variables").get("lines")).put("value", "[{]");
    Http.Reply reply = client.post(BY_KEY, start.toString());
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("message").textValue())
        .contains("email must not be transient", "customerId must be", "lines must hold");
  }

  @Test
  void aClientCannotBeginBehindThePayment() {
    String id = Orders.newId();
    ObjectNode start = Orders.start(id, Orders.order(id));
    start
        .putArray("startInstructions")
        .addObject()
        .put("type", "startBeforeActivity")
        .put("activityId", "ConfirmOrder");
    assertThat(client.post(BY_KEY, start.toString()).status()).isEqualTo(403);
    assertThat(instances(id)).isZero();
  }

  @Test
  void aRestartIsNoWayAroundUniquenessOrValidation() {
    Orders orders = new Orders(port);
    String id = orders.place();
    orders.refuse(id, "order.create", "ORDER_INVALID", "No.");
    orders.complete(id, "order.close");
    orders.complete(id, "notification.send");
    orders.await(id, "status", "REJECTED");
    String instance =
        admin
            .get("/engine-rest/history/process-instance?processInstanceBusinessKey=" + id)
            .json()
            .get(0)
            .get("id")
            .textValue();
    ObjectNode restart = new ObjectMapper().createObjectNode();
    restart.putArray("processInstanceIds").add(instance);
    restart
        .putArray("instructions")
        .addObject()
        .put("type", "startBeforeActivity")
        .put("activityId", "CreateOrder");
    restart.put("skipCustomListeners", true);
    // engine-rest does not offer it, but Cockpit's copy does.
    String path =
        "/camunda/api/engine/engine/default/process-definition/" + definition() + "/restart";
    WebappSession cockpit = WebappSession.login(port, "admin", "cockpit");
    Http.Reply lastVariables = cockpit.post(path, restart.toString());
    assertThat(lastVariables.status()).as(lastVariables.body()).isEqualTo(400);
    restart.put("initialVariables", true);
    // The engine finds none or all of the first variables, by its own rules.
    Http.Reply initialVariables = cockpit.post(path, restart.toString());
    assertThat(initialVariables.status()).as(initialVariables.body()).isIn(400, 409);
    restart.put("withoutBusinessKey", true);
    assertThat(cockpit.post(path, restart.toString()).status()).isIn(400, 409);
    assertThat(instances(id)).isEqualTo(1);
  }

  @Test
  void anOrderFromEngineRestCanBeRepeatedThroughTheApi() {
    String id = Orders.newId();
    client.post(BY_KEY, Orders.start(id, Orders.order(id)).toString());
    assertThat(client.post("/api/orders", Orders.order(id).toString()).status()).isEqualTo(202);
    assertThat(instances(id)).isEqualTo(1);
  }

  private String definition() {
    return admin
        .get("/engine-rest/process-definition/key/order-process")
        .json()
        .get("id")
        .textValue();
  }

  private int instances(String orderId) {
    return admin
        .get("/engine-rest/history/process-instance/count?processInstanceBusinessKey=" + orderId)
        .json()
        .get("count")
        .intValue();
  }
}

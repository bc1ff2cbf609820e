package org.ordersaga.process.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.process.Hold;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.intake.OrderAccepted;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProcessAppTest
class PlaceOrderTest {

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired ConfigurableApplicationContext context;
  Http client;

  @BeforeEach
  void connect() {
    client = Http.as(port, "client");
  }

  @Test
  void anOrderIsAcceptedWithItsPlaceAndItsStatus() {
    String id = Orders.newId();
    Http.Reply reply = client.post("/api/orders", Orders.order(id).toString());
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.header("Location")).isEqualTo("/api/orders/" + id);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.body()).isEqualTo("{\"orderId\":\"" + id + "\",\"status\":\"PENDING\"}");
    assertThat(client.get(reply.header("Location")).json().get("status").textValue())
        .isEqualTo("PENDING");
    assertThat(instances(id)).isEqualTo(1);
  }

  @Test
  void aRepeatGetsTheFirstAnswerByteForByteAndStartsNothing() {
    String id = Orders.newId();
    Http.Reply first = client.post("/api/orders", Orders.order(id).toString());
    Http.Reply again = client.post("/api/orders", Orders.order(id).toPrettyString());
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(instances(id)).isEqualTo(1);
  }

  @Test
  void aRepeatGetsTheFirstAnswerEvenWhenTheOrderHasMovedOn() {
    Orders orders = new Orders(port);
    String id = orders.placeAndConfirm();
    Http.Reply again = client.post("/api/orders", Orders.order(id).toString());
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.body()).contains("\"status\":\"PENDING\"");
  }

  @Test
  void theSameIdWithOtherContentIsAConflict() {
    String id = Orders.newId();
    client.post("/api/orders", Orders.order(id).toString());
    Http.Reply other =
        client.post("/api/orders", Orders.order(id).put("customerId", "cust-2").toString());
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(instances(id)).isEqualTo(1);
  }

  @Test
  void anOrderWithoutAnIdGetsOneAndTheSameKeyGetsTheSameOne() {
    String key = UUID.randomUUID().toString();
    Http.Reply first =
        client.post("/api/orders", Orders.order(null).toString(), "Idempotency-Key", key);
    Http.Reply again =
        client.post("/api/orders", Orders.order(null).toString(), "Idempotency-Key", key);
    assertThat(first.status()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(client.post("/api/orders", Orders.order(null).toString()).body())
        .isNotEqualTo(first.body());
  }

  @Test
  void theSameKeyWithAnotherOrderIsAConflictAndStartsNothing() {
    String key = UUID.randomUUID().toString();
    String id = Orders.newId();
    client.post("/api/orders", Orders.order(null).toString(), "Idempotency-Key", key);
    assertThat(
            client
                .post("/api/orders", Orders.order(id).toString(), "Idempotency-Key", key)
                .status())
        .isEqualTo(409);
    assertThat(instances(id)).isZero();
  }

  @Test
  void aSecondKeyForTheSameOrderBelongsToItFromThenOn() {
    String id = Orders.newId();
    String second = UUID.randomUUID().toString();
    client.post("/api/orders", Orders.order(id).toString(), "Idempotency-Key", "a-" + second);
    assertThat(
            client
                .post("/api/orders", Orders.order(id).toString(), "Idempotency-Key", second)
                .status())
        .isEqualTo(202);
    assertThat(
            client
                .post(
                    "/api/orders",
                    Orders.order(Orders.newId()).toString(),
                    "Idempotency-Key",
                    second)
                .status())
        .isEqualTo(409);
  }

  @Test
  void tenAtOnceWithTheSameIdStartOneOrderAndGetOneAnswer() throws Exception {
    String id = Orders.newId();
    List<Http.Reply> replies =
        atOnce(10, i -> client.post("/api/orders", Orders.order(id).toString()));
    assertThat(replies).extracting(Http.Reply::status).containsOnly(202);
    assertThat(replies).extracting(Http.Reply::body).containsOnly(replies.get(0).body());
    assertThat(instances(id)).isEqualTo(1);
  }

  @Test
  void theSecondOfTwoStartsWithOneIdWaitsForTheFirstAndGetsItsAnswer() throws Exception {
    String id = Orders.newId();
    List<Http.Reply> replies = startsWhileTheFirstIsHeld(id, Hold::release);
    assertThat(replies).extracting(Http.Reply::status).containsExactly(202, 202);
    assertThat(replies.get(1).body()).isEqualTo(replies.get(0).body());
    assertThat(instances(id)).isEqualTo(1);
  }

  @Test
  void theSecondOfTwoStartsWithOneIdIsTheOrderWhenTheFirstFails() throws Exception {
    String id = Orders.newId();
    List<Http.Reply> replies = startsWhileTheFirstIsHeld(id, Hold::releaseToRollBack);
    assertThat(replies).extracting(Http.Reply::status).containsExactly(500, 202);
    assertThat(instances(id)).isEqualTo(1);
  }

  private List<Http.Reply> startsWhileTheFirstIsHeld(String id, Consumer<Hold> release)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Callable<Http.Reply> start = () -> client.post("/api/orders", Orders.order(id).toString());
    try (Hold hold = new Hold(context, new OrderAccepted(id)::equals)) {
      Future<Http.Reply> first = threads.submit(start);
      hold.awaitArrival();
      Future<Http.Reply> second = threads.submit(start);
      hold.awaitBlocked(1);
      release.accept(hold);
      return List.of(first.get(), second.get());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void tenAtOnceWithOneKeyAndNoIdStartOneOrder() throws Exception {
    String key = UUID.randomUUID().toString();
    String customer = "key-" + key.substring(0, 8);
    String body = Orders.order(null).put("customerId", customer).toString();
    List<Http.Reply> replies =
        atOnce(10, i -> client.post("/api/orders", body, "Idempotency-Key", key));
    assertThat(replies).extracting(Http.Reply::status).containsOnly(202);
    assertThat(replies).extracting(Http.Reply::body).containsOnly(replies.get(0).body());
    assertThat(client.get("/api/orders?customerId=" + customer).json().get("orders")).hasSize(1);
  }

  @Test
  void twoKeysAtOnceForOneIdStartOneOrder() throws Exception {
    String id = Orders.newId();
    List<Http.Reply> replies =
        atOnce(
            2,
            i ->
                client.post(
                    "/api/orders", Orders.order(id).toString(), "Idempotency-Key", id + "-" + i));
    assertThat(replies).extracting(Http.Reply::status).containsOnly(202);
    assertThat(instances(id)).isEqualTo(1);
  }

  @Test
  void twoAtOnceWithOneIdAndOtherContentStartOneAndRefuseOne() throws Exception {
    String id = Orders.newId();
    List<Http.Reply> replies =
        atOnce(
            2,
            i ->
                client.post(
                    "/api/orders", Orders.order(id).put("customerId", "cust-" + i).toString()));
    assertThat(replies).extracting(Http.Reply::status).containsExactlyInAnyOrder(202, 409);
    assertThat(instances(id)).isEqualTo(1);
  }

  @Test
  void everyBadFieldIsNamedAndNothingIsStarted() {
    String id = Orders.newId();
    ObjectNode order = Orders.order(id);
    order.put("email", "nobody").put("currency", "USD").put("surprise", 1).remove("customerId");
    order.putArray("lines").addObject().put("sku", "BOOK 1").put("quantity", 0).put("price", 1);
    ((ObjectNode) order.get("shippingAddress")).put("country", "de").remove("city");
    Http.Reply reply = client.post("/api/orders", order.toString());
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    List<String> fields = new ArrayList<>();
    reply.json().get("errors").forEach(error -> fields.add(error.get("field").textValue()));
    assertThat(fields)
        .containsExactlyInAnyOrder(
            "email",
            "currency",
            "surprise",
            "customerId",
            "lines[0].sku",
            "lines[0].quantity",
            "lines[0].price",
            "shippingAddress.country",
            "shippingAddress.city");
    assertThat(reply.body()).doesNotContain("Lovelace", "nobody");
    assertThat(instances(id)).isZero();
    assertThat(client.get("/api/orders/" + id).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "{",
        "{} {}",
        "{\"orderId\":\"a\",\"orderId\":\"b\"}",
        "\"text\"",
        "{\"lines\":{}}",
        "{\"lines\":[null]}",
        "{\"shippingAddress\":[]}",
        "{\"orderId\":\"\\u0000\"}",
        "{\"email\":{\"a\":[1]}}",
        "{\"\\u0000\":1}"
      })
  void aStrangeBodyIsTheClientsMistake(String body) {
    Http.Reply reply = client.post("/api/orders", body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.json().get("errors")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "orderId,ab/c",
    "orderId,''",
    "customerId,a b",
    "email,a@b@c",
    "email,a@b Bcc:x",
    "paymentMethod,4111111111111111",
    "paymentMethod,tok_4111111111111111",
    "currency,eur"
  })
  void aBadValueIsRefused(String field, String value) {
    Http.Reply reply =
        client.post("/api/orders", Orders.order(Orders.newId()).put(field, value).toString());
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("errors").get(0).get("field").textValue()).isEqualTo(field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "1001", "1.5", "1.0", "1e3", "\"1\"", "null", "99999999999999999999"})
  void aQuantityIsAWholeNumberFrom1To1000(String quantity) {
    String body =
        Orders.order(Orders.newId())
            .toString()
            .replace("\"quantity\":1", "\"quantity\":" + quantity);
    assertThat(client.post("/api/orders", body).status()).isEqualTo(400);
  }

  @Test
  void anOrderHas1To50LinesAndAProductStandsInOne() {
    ObjectNode order = Orders.order(Orders.newId());
    order.putArray("lines");
    assertThat(client.post("/api/orders", order.toString()).status()).isEqualTo(400);
    for (int i = 0; i < 50; i++) {
      order.withArray("lines").addObject().put("sku", "BOOK-" + i).put("quantity", 1000);
    }
    assertThat(client.post("/api/orders", order.toString()).status()).isEqualTo(202);
    order.put("orderId", Orders.newId());
    order.withArray("lines").addObject().put("sku", "TOY-1").put("quantity", 1);
    assertThat(client.post("/api/orders", order.toString()).status()).isEqualTo(400);
    order.withArray("lines").removeAll();
    order.withArray("lines").addObject().put("sku", "TOY-1").put("quantity", 1);
    order.withArray("lines").addObject().put("sku", "TOY-1").put("quantity", 1);
    assertThat(client.post("/api/orders", order.toString()).status()).isEqualTo(400);
  }

  @Test
  void aWrongMethodTypePathOrParameterIsAnsweredWithAProblem() {
    problem(client.post("/api/orders", "{}", "Content-Type", "text/plain"), 415);
    problem(client.send(client.request("PATCH", "/api/orders", "{}")), 405);
    problem(client.delete("/api/orders/x"), 405);
    problem(client.get("/api/nothing"), 404);
    problem(client.get("/api/orders/no-such-order"), 404);
    problem(client.get("/api/orders/%00"), 400, 404);
    problem(client.get("/api/orders?page=-1"), 400);
    problem(client.get("/api/orders?page=x"), 400);
    problem(client.get("/api/orders?page=99999999"), 400);
    problem(client.get("/api/orders?status=LOST"), 400);
    problem(client.get("/api/orders?customerId=%00"), 400);
    problem(client.post("/api/orders/no-such-order/cancellation", null), 404);
    problem(client.post("/api/orders/no-such-order/delivery", null), 404);
    problem(client.get("/api/orders/x/delivery"), 405);
    problem(
        client.post(
            "/api/orders", Orders.order(null).toString(), "Idempotency-Key", "x".repeat(201)),
        400);
    problem(client.post("/api/orders", " ".repeat(70_000)), 413);
    HttpRequest.Builder xml = client.request("GET", "/api/orders", null);
    xml.setHeader("Accept", "application/xml");
    assertThat(client.send(xml).status()).isEqualTo(406);
  }

  private static void problem(Http.Reply reply, Integer... statuses) {
    assertThat(reply.status()).as(reply.body()).isIn((Object[]) statuses);
    if (!reply.body().startsWith("<")) {
      assertThat(reply.json().get("status").intValue()).isEqualTo(reply.status());
      assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    }
  }

  private int instances(String orderId) {
    return Http.as(port, "admin")
        .get("/engine-rest/history/process-instance/count?processInstanceBusinessKey=" + orderId)
        .json()
        .get("count")
        .intValue();
  }

  interface Call {
    Http.Reply make(int number);
  }

  private static List<Http.Reply> atOnce(int times, Call call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(times);
    CountDownLatch start = new CountDownLatch(1);
    try {
      List<Future<Http.Reply>> futures = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        int number = i;
        Callable<Http.Reply> task =
            () -> {
              start.await();
              return call.make(number);
            };
        futures.add(threads.submit(task));
      }
      start.countDown();
      List<Http.Reply> replies = new ArrayList<>();
      for (Future<Http.Reply> future : futures) {
        replies.add(future.get());
      }
      return replies;
    } finally {
      threads.shutdownNow();
    }
  }
}

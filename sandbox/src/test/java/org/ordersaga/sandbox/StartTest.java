package org.ordersaga.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ordersaga.sandbox.mail.MailServer;
import org.ordersaga.test.TestPostgres;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The sandbox from start to stop, as its own application. */
@ExtendWith(OutputCaptureExtension.class)
class StartTest {

  private final String database = TestPostgres.createDatabase("start");
  private final Shop shop = new Shop();

  @Test
  void whatWasConfirmedSurvivesARestart() throws Exception {
    String charge =
        "{\"amount\":1999,\"currency\":\"EUR\",\"token\":\"tok_visa\",\"reference\":\"ord-1\"}";
    String shipment =
        """
        {"reference":"ord-1","lines":[{"sku":"BOOK-001","quantity":1}],
         "address":{"name":"Ada","street":"1","postalCode":"1","city":"Berlin","country":"DE"}}""";
    Answer charged;
    Answer refunded;
    Answer booked;
    try (ConfigurableApplicationContext sandbox = start(protectedBy("secret"))) {
      Client client = new Client(httpPort(sandbox), "secret");
      charged = client.post("/payments/charges", "k1", charge);
      refunded = client.post("/payments/charges/" + charged.text("id") + "/refunds", "r1", null);
      client.post("/payments/charges", "k2", charge.replace("tok_visa", "tok_declined"));
      client.post("/payments/voids", null, "{\"idempotencyKey\":\"k3\"}");
      booked = client.post("/shipments", "k1", shipment);
      client.post("/shipments/voids", null, "{\"idempotencyKey\":\"k3\"}");
      new MailClient(smtpPort(sandbox), "secret").send("a@b.example", "<m>", "s", "t", null);
      client.put("/faults", "{\"target\":\"payments\",\"errorRate\":1}");
      // A delivery that the shop does not take before the stop.
      shop.answerNext(503, 503);
      client.post("/shipments/" + booked.text("id") + "/deliver", null, null);
      await().until(() -> shop.reportsOf("ord-1").size() == 1);
    }
    try (ConfigurableApplicationContext sandbox = start(protectedBy("secret"))) {
      Client client = new Client(httpPort(sandbox), "secret");
      assertThat(client.post("/payments/charges", "k1", charge).body()).isEqualTo(charged.body());
      assertThat(
              client
                  .post("/payments/charges/" + charged.text("id") + "/refunds", "r1", null)
                  .body())
          .isEqualTo(refunded.body());
      assertThat(
              client
                  .post("/payments/charges", "k2", charge.replace("tok_visa", "tok_declined"))
                  .status())
          .isEqualTo(402);
      assertThat(client.post("/payments/charges", "k3", charge).status()).isEqualTo(409);
      assertThat(client.post("/shipments", "k1", shipment).body()).isEqualTo(booked.body());
      assertThat(client.post("/shipments", "k3", shipment).status()).isEqualTo(409);
      assertThat(client.get("/inbox?to=a@b.example").number("total")).isEqualTo(1);
      await().atMost(Duration.ofSeconds(20)).until(() -> shop.reportsOf("ord-1").size() == 3);
    }
  }

  @Test
  void anOpenSandboxAsksNobodyOnThisMachineForALogin() throws Exception {
    try (ConfigurableApplicationContext sandbox = start(open())) {
      Client client = new Client(httpPort(sandbox), null);
      assertThat(client.get("/payments/ledger").status()).isEqualTo(200);
      assertThat(client.page("/").body()).doesNotContain("-u sandbox");
      new MailClient(smtpPort(sandbox), null).send("a@b.example", "<m>", "s", "t", null);
      assertThat(client.get("/inbox").number("total")).isEqualTo(1);
    }
  }

  @Test
  void anOpenSandboxIsNotReadThroughAForeignName() throws Exception {
    try (ConfigurableApplicationContext sandbox = start(open());
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), httpPort(sandbox))) {
      socket
          .getOutputStream()
          .write(
              "GET /inbox HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".getBytes());
      assertThat(new String(socket.getInputStream().readAllBytes())).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void aMissingPasswordIsSaidInOneSentence(CapturedOutput output) {
    assertThatThrownBy(() -> start(List.of())).isNotNull();
    assertThat(output)
        .contains("Set ORDERSAGA_SANDBOX_PASSWORD")
        .doesNotContain("\tat org.ordersaga");
  }

  @Test
  void aTakenMailPortIsSaidInOneSentence(CapturedOutput output) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<String> settings = new ArrayList<>(protectedBy("secret"));
      settings.add("--ordersaga.smtp.port=" + taken.getLocalPort());
      assertThatThrownBy(() -> start(settings)).isNotNull();
    }
    assertThat(output).contains("set ORDERSAGA_SMTP_PORT").doesNotContain("\tat org.ordersaga");
  }

  @Test
  void theMailServerStopsWithTheSandbox() {
    int port;
    try (ConfigurableApplicationContext sandbox = start(open())) {
      port = smtpPort(sandbox);
    }
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aHeldRequestDoesNotHoldUpTheStop() {
    ConfigurableApplicationContext sandbox = start(open());
    Client client = new Client(httpPort(sandbox), null);
    client.put("/faults", "{\"target\":\"payments\",\"timeoutRate\":1}");
    var held = client.postAsync("/payments/voids", null, "{\"idempotencyKey\":\"k\"}");
    await().until(() -> HeldRequests.of(sandbox) == 1);
    long start = System.nanoTime();
    sandbox.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThatThrownBy(held::join).hasCauseInstanceOf(IOException.class);
    assertThatThrownBy(() -> client.get("/faults")).isInstanceOf(UncheckedIOException.class);
  }

  private static List<String> protectedBy(String password) {
    return List.of("--ordersaga.sandbox.password=" + password);
  }

  private static List<String> open() {
    return List.of("--ordersaga.sandbox.open=true");
  }

  private ConfigurableApplicationContext start(List<String> settings) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--spring.datasource.url=" + database,
                "--spring.datasource.username=" + TestPostgres.USER,
                "--spring.datasource.password=" + TestPostgres.USER,
                "--ordersaga.api.url=" + shop.url(),
                "--ordersaga.client.password=shop-secret"));
    arguments.addAll(settings);
    if (settings.stream().noneMatch(setting -> setting.contains("smtp.port"))) {
      arguments.add("--ordersaga.smtp.port=0");
    }
    return SpringApplication.run(SandboxApplication.class, arguments.toArray(String[]::new));
  }

  private static int httpPort(ConfigurableApplicationContext sandbox) {
    return sandbox.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  private static int smtpPort(ConfigurableApplicationContext sandbox) {
    return sandbox.getBean(MailServer.class).port();
  }
}

package org.ordersaga.sandbox;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.ordersaga.sandbox.mail.MailServer;
import org.ordersaga.test.EmbeddedDatabase;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** A running sandbox with a PostgreSQL, over real HTTP and SMTP; all tests share one. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "ordersaga.sandbox.password=" + SandboxTest.PASSWORD,
      "ordersaga.client.password=shop-secret",
      "ordersaga.smtp.port=0",
      "ordersaga.faults.hold=2s"
    })
@EmbeddedDatabase
public abstract class SandboxTest {

  /** The login of the user sandbox. */
  public static final String PASSWORD = "s3cret-of-the-test";

  /** The shop that hears of deliveries. */
  protected static final Shop SHOP = new Shop();

  private static final AtomicInteger NAMES = new AtomicInteger();

  /** Logged in. */
  protected Client client;

  /** The sandbox's database. */
  @Autowired protected JdbcClient jdbc;

  @LocalServerPort private int port;
  @Autowired private TransactionTemplate transaction;
  @Autowired private MailServer mailServer;

  @DynamicPropertySource
  static void shop(DynamicPropertyRegistry registry) {
    registry.add("ordersaga.api.url", SHOP::url);
  }

  @BeforeEach
  void logIn() {
    client = new Client(port, PASSWORD);
  }

  @AfterEach
  void endFaults() {
    client.delete("/faults");
  }

  /** The HTTP port. */
  protected int httpPort() {
    return port;
  }

  /** The SMTP port. */
  protected int smtpPort() {
    return mailServer.port();
  }

  /** An order id that no other test uses. */
  protected static String newOrderId() {
    return "ord-" + NAMES.incrementAndGet();
  }

  /** A charge of 1999 cents with a token. */
  protected static String charge(String orderId, String token) {
    return """
        {"amount":1999,"currency":"EUR","token":"%s","reference":"%s"}"""
        .formatted(token, orderId);
  }

  /** A shipment to a country. */
  protected static String shipment(String orderId, String country) {
    return """
        {"reference":"%s","lines":[{"sku":"BOOK-001","quantity":1}],
         "address":{"name":"Ada Lovelace","street":"1 Analytical Way","postalCode":"10115",
                    "city":"Berlin","country":"%s"}}"""
        .formatted(orderId, country);
  }

  /** A body that names a key. */
  protected static String key(String key) {
    return "{\"idempotencyKey\":\"" + key + "\"}";
  }

  /**
   * Runs the first in a transaction, sends the second as a request, and commits the first once the
   * second waits for it.
   */
  protected CompletableFuture<Answer> stoppedBeforeCommit(
      Runnable first, String path, String secondKey, String body) {
    return transaction.execute(
        status -> {
          first.run();
          Long self = jdbc.sql("select pg_backend_pid()").query(Long.class).single();
          CompletableFuture<Answer> second = client.postAsync(path, secondKey, body);
          await().until(() -> isBlocking(self));
          return second;
        });
  }

  /** Asked on another connection: Awaitility looks from a thread of its own. */
  private boolean isBlocking(long pid) {
    return jdbc.sql("select count(*) from pg_stat_activity where :pid = any(pg_blocking_pids(pid))")
            .param("pid", pid)
            .query(Long.class)
            .single()
        > 0;
  }
}

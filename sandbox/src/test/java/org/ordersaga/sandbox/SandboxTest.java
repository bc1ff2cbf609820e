package org.ordersaga.sandbox;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.ordersaga.sandbox.mail.MailServer;
import org.ordersaga.test.EmbeddedDatabase;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A running sandbox with a PostgreSQL, over real HTTP and SMTP; all tests share one. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "ordersaga.sandbox.password=" + SandboxTest.PASSWORD,
      "ordersaga.client.password=shop-secret",
      "ordersaga.smtp.port=0",
      "ordersaga.faults.hold=1s"
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

  @LocalServerPort private int port;
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
}

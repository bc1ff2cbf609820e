package org.ordersaga.notification.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.notification.mail.MailServerStub.Fault;
import org.ordersaga.notification.mail.MailServerStub.Mail;
import org.ordersaga.test.EmbeddedDatabase;
import org.ordersaga.worker.execution.StepExecutor;
import org.ordersaga.worker.execution.StepOutcome;
import org.ordersaga.worker.execution.StepOutcome.Completed;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.TechnicalFailure;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {
      "ordersaga.worker.enabled=false",
      "spring.mail.host=127.0.0.1",
      "spring.mail.properties.mail.smtp.timeout=3000",
      "logging.level.org.ordersaga=debug"
    })
@EmbeddedDatabase
@ExtendWith(OutputCaptureExtension.class)
class NotificationTest {

  private static final MailServerStub SERVER = new MailServerStub();

  @Autowired private StepExecutor steps;
  @Autowired private Notifications notifications;
  @Autowired private JdbcClient jdbc;

  @DynamicPropertySource
  static void mailServer(DynamicPropertyRegistry registry) {
    registry.add("spring.mail.port", SERVER::port);
  }

  @BeforeEach
  void forget() {
    SERVER.reset();
    jdbc.sql("truncate table notification, step_execution").update();
  }

  @AfterAll
  static void stop() {
    SERVER.stop();
  }

  @ParameterizedTest
  @EnumSource(Event.class)
  void everyEventHasALetterInTheOrdersOwnWords(Event event) throws Exception {
    send(event, order(event));

    Mail mail = SERVER.mails().get(0);
    assertThat("Subject: " + mail.message().getSubject() + "\n\n" + mail.text())
        .isEqualTo(expected(event));
    assertThat(words(mail.html())).isEqualTo(words(mail.text()));
  }

  @Test
  void mailIsAnAlternativeOfTextAndHtmlInUtf8() throws Exception {
    Map<String, Object> order = order(Event.CONFIRMED);
    order.put("shippingAddress", "{\"name\":\"Žofie Müller 松\"}");
    send(Event.CONFIRMED, order);

    Mail mail = SERVER.mails().get(0);
    MimeMessage message = mail.message();
    assertThat(mail.recipient()).isEqualTo("ada@example.com");
    assertThat(message.getContentType()).startsWith("multipart/alternative");
    assertThat(mail.part(0).getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
    assertThat(mail.part(1).getContentType()).isEqualToIgnoringCase("text/html; charset=UTF-8");
    assertThat(mail.text()).startsWith("Hello Žofie Müller 松,\n");
    assertThat(mail.html()).contains("Hello Žofie Müller 松,");
    assertThat(message.getHeader("From")).containsExactly("shop@ordersaga.example");
    assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
  }

  @Test
  void textIsTakenLiterallyAndHtmlIsEscaped() throws Exception {
    Map<String, Object> order = order(Event.REJECTED);
    order.put("shippingAddress", "{\"name\":\"<b>Bob</b> & Co\"}");
    send(Event.REJECTED, order);

    assertThat(SERVER.mails().get(0).text()).startsWith("Hello <b>Bob</b> & Co,");
    assertThat(SERVER.mails().get(0).html()).contains("Hello &lt;b&gt;Bob&lt;/b&gt; &amp; Co,");
  }

  @Test
  void whatIsNotKnownIsNotMentioned() throws Exception {
    Map<String, Object> order = order(Event.REJECTED);
    order.keySet().retainAll(Set.of("orderId", "email", "lines"));
    send(Event.REJECTED, order);

    assertThat(SERVER.mails().get(0).text())
        .isEqualTo(
            """
            Hello,

            We could not carry out your order ord-1.

              1 × BOOK-001
              12 × TOY-003

            You pay nothing: whatever had been charged is paid back.

            Order Saga
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "1990, EUR, 19.90 EUR",
    "5, USD, 0.05 USD",
    "1990, JPY, 1990 JPY",
    "1, KWD, 0.001 KWD"
  })
  void totalIsWrittenWithTheCurrencysDigits(long amount, String currency, String written) {
    assertThat(OrderFacts.money(amount, currency)).isEqualTo(written);
  }

  // Once

  @Test
  void messageIdIsExactlyOrderAndEvent() {
    StepOutcome outcome = send(Event.CONFIRMED, order(Event.CONFIRMED));

    assertThat(SERVER.mails().get(0).rawMessageId()).isEqualTo("Message-ID: <ord-1.CONFIRMED>");
    assertThat(outcome).isEqualTo(new Completed(Map.of(), Receipt.of("<ord-1.CONFIRMED>")));
    assertThat(notifications.findById("<ord-1.CONFIRMED>").orElseThrow())
        .returns(Notification.State.SENT, Notification::state)
        .returns("Your order ord-1 is confirmed", Notification::subject);
  }

  @Test
  void repeatIsNotSentAgain() {
    StepOutcome first = send(Event.CONFIRMED, order(Event.CONFIRMED));

    assertThat(send(Event.CONFIRMED, order(Event.CONFIRMED))).isEqualTo(first);
    assertThat(SERVER.mails()).hasSize(1);
  }

  @Test
  void remindersAreCountedAndEachIsSentOnce() {
    for (int count : new int[] {1, 2, 2, 1}) {
      Map<String, Object> order = order(Event.REMINDER);
      order.put("reminderCount", count);
      send(Event.REMINDER, order);
    }

    assertThat(SERVER.mails())
        .extracting(Mail::rawMessageId)
        .containsExactly("Message-ID: <ord-1.REMINDER-1>", "Message-ID: <ord-1.REMINDER-2>");
  }

  @Test
  void countOfRemindersDoesNotMakeAnotherMessageOfOtherEvents() {
    send(Event.DELIVERED, order(Event.DELIVERED));
    Map<String, Object> later = order(Event.DELIVERED);
    later.put("reminderCount", 7);
    send(Event.DELIVERED, later);

    assertThat(SERVER.mails())
        .extracting(Mail::rawMessageId)
        .containsExactly("Message-ID: <ord-1.DELIVERED>");
  }

  @Test
  void mailThatWasAcceptedButNotRecordedIsRepeatedWithTheSameMessageId() {
    jdbc.sql("alter table notification add constraint broken check (state <> 'SENT') not valid")
        .update();
    try {
      assertThatThrownBy(() -> send(Event.CONFIRMED, order(Event.CONFIRMED)))
          .hasMessageContaining("broken");
    } finally {
      jdbc.sql("alter table notification drop constraint broken").update();
    }
    send(Event.CONFIRMED, order(Event.CONFIRMED));

    assertThat(SERVER.mails())
        .extracting(Mail::rawMessageId)
        .containsExactly("Message-ID: <ord-1.CONFIRMED>", "Message-ID: <ord-1.CONFIRMED>");
  }

  // Trouble

  @ParameterizedTest
  @CsvSource({
    "REFUSE_RECIPIENT, MAIL_ADDRESS_REFUSED",
    "REFUSE_MESSAGE, MAIL_SERVER_ERROR",
    "BUSY, MAIL_SERVER_ERROR",
    "SILENT, MAIL_SERVER_TIMEOUT"
  })
  void mailThatIsNotAcceptedIsATechnicalFailureAndARepeatHeals(Fault fault, String code) {
    SERVER.next(fault);
    assertFails(code, order(Event.CONFIRMED));
    assertThat(notifications.findById("<ord-1.CONFIRMED>").orElseThrow())
        .returns(Notification.State.INTENDED, Notification::state)
        .returns(null, Notification::sentAt);

    assertThat(send(Event.CONFIRMED, order(Event.CONFIRMED))).isInstanceOf(Completed.class);
    assertThat(SERVER.mails()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no address", "a@b@c", "ada@example.com\r\nBcc: bob@example.com"})
  void addressThatIsNoneIsATechnicalFailureThatAnOperatorCanCorrect(String email) {
    Map<String, Object> order = order(Event.CONFIRMED);
    order.put("email", email);
    assertFails("MAIL_ADDRESS_INVALID", order);

    assertThat(send(Event.CONFIRMED, order(Event.CONFIRMED))).isInstanceOf(Completed.class);
  }

  @Test
  void missingAddressIsATechnicalFailure() {
    assertFails("MAIL_ADDRESS_INVALID", new HashMap<>(Map.of("orderId", "ord-1")));
  }

  @Test
  void reminderWithoutACountIsATechnicalFailure() {
    assertThatThrownBy(() -> send(Event.REMINDER, new HashMap<>(Map.of("orderId", "ord-1"))))
        .asInstanceOf(InstanceOfAssertFactories.type(TechnicalFailure.class))
        .returns("INPUT_MISSING", TechnicalFailure::code);
    assertThat(SERVER.mails()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void addressIsNeitherLoggedNorPassedOnNorKept(Fault fault, CapturedOutput output) {
    SERVER.next(fault);
    assertThatThrownBy(() -> send(Event.CONFIRMED, order(Event.CONFIRMED)))
        .satisfies(thrown -> assertThat(stackTrace(thrown)).doesNotContain("ada@"));
    send(Event.CONFIRMED, order(Event.CONFIRMED));

    assertThat(output.getAll()).doesNotContain("ada@", "Ada Lovelace");
    assertThat(jdbc.sql("select notification::text from notification").query(String.class).list())
        .hasSize(1)
        .noneMatch(row -> row.contains("ada@") || row.contains("Ada"));
  }

  @Test
  void repetitionThatAnOperatorAsksForIsTheSameMessageSentOncePerRepetition() {
    send(Event.CONFIRMED, order(Event.CONFIRMED));
    Map<String, Object> again = order(Event.CONFIRMED);
    again.put("repetition", "repeat-1");

    assertThat(send(Event.CONFIRMED, again)).isInstanceOf(Completed.class);
    assertThat(send(Event.CONFIRMED, again)).isInstanceOf(Completed.class);

    assertThat(SERVER.mails()).hasSize(2);
    assertThat(jdbc.sql("select count(*) from notification").query(Long.class).single())
        .isEqualTo(1);
    assertThat(
            jdbc.sql("select occurrence from step_execution order by started_at")
                .query(String.class)
                .list())
        .containsExactly("CONFIRMED", "CONFIRMED/repeat-1");
  }

  @Test
  void whatWasNeverSentIsNotRepeated() {
    Map<String, Object> again = order(Event.CONFIRMED);
    again.put("repetition", "repeat-1");
    assertThatThrownBy(() -> send(Event.CONFIRMED, again))
        .asInstanceOf(InstanceOfAssertFactories.type(TechnicalFailure.class))
        .returns("NOTHING_TO_REPEAT", TechnicalFailure::code);
    assertThat(SERVER.mails()).isEmpty();
  }

  private StepOutcome send(Event event, Map<String, Object> order) {
    order.put("notificationEvent", event.name());
    return steps.execute("notification.send", "ord-1", order);
  }

  private static Map<String, Object> order(Event event) {
    Map<String, Object> order = new HashMap<>();
    order.put("orderId", "ord-1");
    order.put("email", "ada@example.com");
    order.put(
        "lines", "[{\"sku\":\"BOOK-001\",\"quantity\":1},{\"sku\":\"TOY-003\",\"quantity\":12}]");
    order.put(
        "shippingAddress",
        """
        {"name":"Ada Lovelace","street":"1 Analytical Way","postalCode":"10115","city":"Berlin",\
        "country":"DE"}""");
    order.put("totalAmount", 13990L);
    order.put("currency", "EUR");
    switch (event) {
      case REJECTED -> order.put("failureMessage", "Your card was declined.");
      case CANCELLED -> order.put("failureMessage", "You cancelled the order.");
      case CANCELLATION_REFUSED -> {
        order.put("failureMessage", "Your parcel is already on its way.");
        order.put("trackingNumber", "TRK-1");
      }
      case REMINDER -> {
        order.put("reminderCount", 1);
        order.put("trackingNumber", "TRK-1");
      }
      case CONFIRMED, DELIVERED -> order.put("trackingNumber", "TRK-1");
    }
    return order;
  }

  private void assertFails(String code, Map<String, Object> order) {
    assertThatThrownBy(() -> send(Event.CONFIRMED, order))
        .asInstanceOf(InstanceOfAssertFactories.type(TechnicalFailure.class))
        .returns(code, TechnicalFailure::code);
  }

  private static String expected(Event event) throws IOException {
    return new ClassPathResource("letters/" + event + ".txt")
        .getContentAsString(StandardCharsets.UTF_8);
  }

  /** What a reader sees, without mark-up, punctuation and white space. */
  private static String words(String content) {
    return content
        .replaceAll("</?b>", "")
        .replaceAll("<[^>]*>", " ")
        .replaceAll("[\\s:]+", " ")
        .strip();
  }

  private static String stackTrace(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }
}

package org.ordersaga.sandbox.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.sandbox.Answer;
import org.ordersaga.sandbox.MailClient;
import org.ordersaga.sandbox.SandboxTest;

class MailTest extends SandboxTest {

  private final String order = newOrderId();
  private final String to = order + "@example.com";
  private final String messageId = "<" + order + ".CONFIRMED>";
  private MailClient mail;

  @BeforeEach
  void connect() {
    mail = new MailClient(smtpPort(), PASSWORD);
  }

  @Test
  void aMessageIsInTheInboxOnceTheServerHasTakenIt() throws Exception {
    mail.send(to, messageId, "Grüße – 你好 €", "Zeile eins\nÄpfel €", "<p>Äpfel <b>€</b></p>");
    JsonNode received = inbox(to).json().path("items").path(0);
    assertThat(received.path("to").asText()).isEqualTo(to);
    assertThat(received.path("from").asText()).isEqualTo("shop@ordersaga.example");
    assertThat(received.path("subject").asText()).isEqualTo("Grüße – 你好 €");
    assertThat(received.path("text").asText().lines()).containsExactly("Zeile eins", "Äpfel €");
    assertThat(received.path("html").asText()).contains("Äpfel <b>€</b>");
    assertThat(received.path("messageId").asText()).isEqualTo(messageId);
    assertThat(received.path("at").asText()).matches("\\d{4}-.*T.*Z");
  }

  @Test
  void theNewestMessageComesFirstAndARepeatIsKeptToo() throws Exception {
    mail.send(to, messageId, "one", "1", null);
    mail.send(to, messageId, "two", "2", null);
    Answer inbox = inbox(to);
    assertThat(inbox.number("total")).isEqualTo(2);
    assertThat(inbox.json().at("/items/0/subject").asText()).isEqualTo("two");
    assertThat(inbox.json().at("/items/1/subject").asText()).isEqualTo("one");
    assertThat(inbox.json().at("/items/1/messageId").asText()).isEqualTo(messageId);
  }

  @Test
  void everyRecipientHasAMailboxAndTheCaseOfItsNameDoesNotMatter() throws Exception {
    mail.send(to + ", other-" + to, messageId, "both", "text", null);
    assertThat(inbox(to.toUpperCase(Locale.ROOT)).number("total")).isEqualTo(1);
    assertThat(inbox("other-" + to).number("total")).isEqualTo(1);
  }

  @Test
  void theInboxIsPaged() throws Exception {
    String plus = "plus+" + to;
    for (int i = 0; i < 3; i++) {
      mail.send(plus, messageId, "number " + i, "text", null);
    }
    Answer first =
        client.get("/inbox?size=2&to=" + URLEncoder.encode(plus, StandardCharsets.UTF_8));
    assertThat(first.json().path("items")).hasSize(2);
    Answer second = client.get(first.text("next"));
    assertThat(second.json().path("items")).hasSize(1);
    assertThat(second.json().at("/items/0/subject").asText()).isEqualTo("number 0");
    assertThat(second.json().path("next").isNull()).isTrue();
  }

  @Test
  void theInboxPageShowsMailAndLetsNothingOfItRun() throws Exception {
    mail.send(
        to,
        messageId,
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(2)>",
        "<p class=\"a\">Hello</p><script>alert(3)</script>");
    Answer page = client.page("/inbox?to=" + to);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'");
    assertThat(page.body())
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("&lt;img src")
        .contains("<iframe sandbox title")
        .doesNotContain("<script>")
        .doesNotContain("<img")
        .doesNotContain("srcdoc=\"<p");
  }

  @Test
  void whoDoesNotLogInSendsNoMail() {
    assertThatThrownBy(() -> new MailClient(smtpPort(), null).send(to, messageId, "s", "t", null))
        .isInstanceOf(MessagingException.class);
    assertThatThrownBy(
            () -> new MailClient(smtpPort(), "wrong").send(to, messageId, "s", "t", null))
        .isInstanceOf(AuthenticationFailedException.class);
    assertThat(inbox(to).number("total")).isZero();
  }

  @Test
  void aRecipientThatNobodyCanBeIsRefused() {
    assertThatThrownBy(() -> mail.send("ada@shop.INVALID", messageId, "s", "t", null))
        .isInstanceOf(SendFailedException.class)
        .rootCause()
        .hasMessageStartingWith("550 ");
    assertThat(inbox("ada@shop.invalid").number("total")).isZero();
  }

  @Test
  void aMessageThatIsTooLargeIsRefused() {
    String large = "x".repeat(70).concat("\n").repeat(MailReceiver.MAX_SIZE / 70);
    assertThatThrownBy(() -> mail.send(to, messageId, "large", large, null))
        .hasMessage("552 The message is larger than %d bytes.\n".formatted(MailReceiver.MAX_SIZE));
    assertThat(inbox(to).number("total")).isZero();
  }

  @Test
  void aMessageThatCannotBeTakenApartIsKeptAsText() {
    MailContent broken =
        MailContent.of(
            "Content-Type: multipart/mixed; boundary=\"none\"\r\n\r\n\0no parts\r\n"
                .getBytes(StandardCharsets.ISO_8859_1));
    assertThat(broken.text()).contains("no parts").doesNotContain("\0");
    MailContent charset =
        MailContent.of(
            "Subject: =?x-none?Q?a?=\r\nContent-Type: text/plain; charset=x-none\r\n\r\nhello"
                .getBytes(StandardCharsets.ISO_8859_1));
    assertThat(charset.text()).isEqualTo("hello");
  }

  @Test
  void anAttachmentIsNotTakenForTheText() {
    MailContent content =
        MailContent.of(
            """
            Subject: with a file
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="b"

            --b
            Content-Type: text/plain
            Content-Disposition: attachment; filename="a.txt"

            the file
            --b
            Content-Type: text/plain

            the text
            --b--
            """
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.UTF_8));
    assertThat(content.text()).isEqualTo("the text");
  }

  private Answer inbox(String recipient) {
    return client.get("/inbox?to=" + recipient);
  }
}

package org.ordersaga.notification.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.mail.MailSenderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

@ExtendWith(OutputCaptureExtension.class)
class MailSettingsTest {

  @Import(Mailer.class)
  @ImportAutoConfiguration(MailSenderAutoConfiguration.class)
  @EnableConfigurationProperties({MailSettings.class, MailSettings.Server.class})
  static class MailerOnly {}

  @Test
  void startWithoutAMailServerNamesTheVariable(CapturedOutput output) {
    assertThatThrownBy(() -> start()).isNotNull();

    assertThat(output).contains("The environment variable SPRING_MAIL_HOST is missing.");
  }

  @Test
  void startWithASenderThatIsNoAddressNamesTheVariable(CapturedOutput output) {
    assertThatThrownBy(() -> start("--spring.mail.host=localhost", "--ordersaga.mail.from=shop"))
        .isNotNull();

    assertThat(output).contains("The environment variable ORDERSAGA_MAIL_FROM is wrong:");
  }

  @Test
  void aMailServerIsEnough() {
    try (ConfigurableApplicationContext context = start("--spring.mail.host=localhost")) {
      assertThat(context.getBean(MailSettings.class).from()).isEqualTo("shop@ordersaga.example");
    }
  }

  private static ConfigurableApplicationContext start(String... settings) {
    return new SpringApplicationBuilder(MailerOnly.class)
        .web(WebApplicationType.NONE)
        .run(settings);
  }
}

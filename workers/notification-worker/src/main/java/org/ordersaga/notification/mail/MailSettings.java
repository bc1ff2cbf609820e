package org.ordersaga.notification.mail;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * This worker's settings.
 *
 * @param from the sender of all mails
 */
@Validated
@ConfigurationProperties("ordersaga.mail")
record MailSettings(@DefaultValue("shop@ordersaga.example") @NotBlank @Email String from) {

  /**
   * The one of Spring's mail settings without which there would be no mail sender.
   *
   * @param host the mail server
   */
  @Validated
  @ConfigurationProperties("spring.mail")
  record Server(@NotBlank String host) {}
}

package org.ordersaga.sandbox.mail;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * A message in the mailbox of one recipient.
 *
 * @param to the recipient, in lower case
 * @param text the plain text part, or an empty text
 * @param html the HTML part, or null
 * @param messageId the header Message-ID as it was sent, angle brackets included, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Mail(
    String to,
    String from,
    String subject,
    String text,
    String html,
    String messageId,
    Instant at) {}

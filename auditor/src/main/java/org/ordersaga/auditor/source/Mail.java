package org.ordersaga.auditor.source;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * A mail in the inbox, without its recipient and its text.
 *
 * @param messageId the header Message-ID, angle brackets included, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Mail(String messageId, Instant at) {}

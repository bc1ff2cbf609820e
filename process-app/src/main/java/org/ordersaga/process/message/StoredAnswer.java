package org.ordersaga.process.message;

/**
 * The answer to a request and to all its repeats.
 *
 * @param status an HTTP status
 * @param body JSON for a 202, else the sentence that explains the refusal
 */
public record StoredAnswer(int status, String body) {

  /** Whether the request was too late. */
  public boolean isRefusal() {
    return status >= 400;
  }
}

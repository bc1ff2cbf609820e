package org.ordersaga.doors;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Refusals as problem details, where no controller is asked any more. */
public final class Problem {

  private static final int TOO_MANY_REQUESTS = 429;

  private Problem() {}

  /** Answers with texts of ours, which need no escaping. */
  public static void write(HttpServletResponse response, int status, String title, String detail)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/problem+json");
    response
        .getWriter()
        .write(
            "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                .formatted(title, status, detail));
  }

  /** Answers to a password that was not looked at. */
  public static void tooManyAttempts(HttpServletResponse response, long seconds)
      throws IOException {
    response.setHeader("Retry-After", String.valueOf(seconds));
    write(
        response,
        TOO_MANY_REQUESTS,
        "Too Many Requests",
        "Too many wrong passwords; try again in " + seconds + " seconds.");
  }
}

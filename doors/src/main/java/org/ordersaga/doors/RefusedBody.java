package org.ordersaga.doors;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A body that nobody is going to look at. */
public final class RefusedBody extends IOException {

  private static final long serialVersionUID = 1L;

  private static final int TOO_LARGE = 413;

  private final int status;
  private final String title;

  private RefusedBody(int status, String title, String detail) {
    super(detail);
    this.status = status;
    this.title = title;
  }

  static RefusedBody tooLarge(long most) {
    return new RefusedBody(
        TOO_LARGE,
        "Content Too Large",
        "The body of this request may have " + most + " bytes at most.");
  }

  static RefusedBody tooSlow() {
    return new RefusedBody(
        HttpServletResponse.SC_REQUEST_TIMEOUT,
        "Request Timeout",
        "The body of this request came too slowly.");
  }

  static RefusedBody unreadable() {
    return new RefusedBody(
        HttpServletResponse.SC_BAD_REQUEST,
        "Bad Request",
        "The body of this request cannot be read.");
  }

  /** Tells the caller, and ends the connection: what is still to come is not waited for. */
  public void answer(HttpServletResponse response) throws IOException {
    response.setHeader("Connection", "close");
    Problem.write(response, status, title, getMessage());
  }
}

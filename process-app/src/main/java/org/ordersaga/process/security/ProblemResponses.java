package org.ordersaga.process.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.ordersaga.doors.Problem;
import org.ordersaga.doors.TooManyAttempts;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Refusals as problem details. */
class ProblemResponses implements AuthenticationEntryPoint, AccessDeniedHandler {

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
      throws IOException {
    if (e instanceof TooManyAttempts attempts) {
      Problem.tooManyAttempts(response, attempts.retryAfter());
      return;
    }
    // A page in Cockpit whose session has ended must not make the browser ask for a password.
    if (request.getHeader("X-XSRF-TOKEN") == null) {
      response.setHeader("WWW-Authenticate", "Basic realm=\"Order Saga\", charset=\"UTF-8\"");
    }
    Problem.write(response, 401, "Unauthorized", "This needs a user and a password.");
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
      throws IOException {
    Problem.write(response, 403, "Forbidden", "This user may not do that.");
  }
}

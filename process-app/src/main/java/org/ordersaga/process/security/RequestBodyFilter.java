package org.ordersaga.process.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.ordersaga.doors.Bodies;
import org.ordersaga.doors.Problem;
import org.ordersaga.doors.RefusedBody;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reads the body of every request before anybody looks at it, strangers' too. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class RequestBodyFilter extends OncePerRequestFilter {

  /** So many bodies above {@link RequestLimits#body} at once, that they do not fill the memory. */
  private static final int LARGE_ONES = 8;

  private final RequestLimits limits;
  private final Semaphore large = new Semaphore(LARGE_ONES);

  RequestBodyFilter(RequestLimits limits) {
    this.limits = limits;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!Bodies.isIn(request)) {
      chain.doFilter(request, response);
    } else if (!Paths.of(request).endsWith("/deployment/create")) {
      pass(request, response, chain, limits.body().toBytes());
    } else if (large.tryAcquire()) {
      try {
        pass(request, response, chain, limits.deployment().toBytes());
      } finally {
        large.release();
      }
    } else {
      response.setHeader("Retry-After", "5");
      response.setHeader("Connection", "close");
      Problem.write(
          response,
          HttpServletResponse.SC_SERVICE_UNAVAILABLE,
          "Service Unavailable",
          "Too many deployments come at once; please repeat the request later.");
    }
  }

  private void pass(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain, long most)
      throws ServletException, IOException {
    HttpServletRequest whole;
    try {
      whole = Bodies.read(request, most, limits.time());
    } catch (RefusedBody e) {
      e.answer(response);
      return;
    }
    chain.doFilter(whole, response);
  }
}

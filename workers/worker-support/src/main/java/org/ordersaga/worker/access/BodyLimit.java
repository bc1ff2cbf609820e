package org.ordersaga.worker.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.ordersaga.doors.Bodies;
import org.ordersaga.doors.RefusedBody;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reads the body of every request before anybody looks at it, strangers' too. */
final class BodyLimit extends OncePerRequestFilter {

  private final BodySettings settings;

  BodyLimit(BodySettings settings) {
    this.settings = settings;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    HttpServletRequest whole = request;
    if (Bodies.isIn(request)) {
      try {
        whole = Bodies.read(request, settings.body().toBytes(), settings.time());
      } catch (RefusedBody e) {
        e.answer(response);
        return;
      }
    }
    chain.doFilter(whole, response);
  }
}

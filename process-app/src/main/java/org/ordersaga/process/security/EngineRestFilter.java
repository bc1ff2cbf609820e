package org.ordersaga.process.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ordersaga.doors.Problem;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers 404 for all of engine-rest but the operations that somebody needs. */
class EngineRestFilter extends OncePerRequestFilter {

  /** The engine may be named, and a path may end with a slash: it is the same to engine-rest. */
  private static final Pattern PATH =
      Pattern.compile("/engine-rest(?:/engine/[^/]+(?=/))?(/.*?)?/?");

  private final EngineRestSettings settings;

  EngineRestFilter(EngineRestSettings settings) {
    this.settings = settings;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !Paths.under("/engine-rest").matches(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Matcher path = PATH.matcher(Paths.of(request));
    String method = "HEAD".equals(request.getMethod()) ? "GET" : request.getMethod();
    if (path.matches() && path.group(1) != null && settings.offers(method, path.group(1))) {
      chain.doFilter(request, response);
    } else {
      Problem.write(
          response,
          404,
          "Not Found",
          "engine-rest offers no such operation here; see SECURITY.md.");
    }
  }
}

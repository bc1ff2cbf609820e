package org.ordersaga.process.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses the Admin application's set-up. It creates an administrator without a login when the
 * administrators' group is empty (CVE-2026-77226), and here that group never needs it.
 */
class SetupFilter extends OncePerRequestFilter {

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (isSetup(request.getRequestURI())) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
    } else {
      chain.doFilter(request, response);
    }
  }

  /** Whether any segment of the path is "setup", however it is spelled. */
  static boolean isSetup(String path) {
    return Arrays.stream(decoded(path).split("[/\\\\]+"))
        .map(segment -> segment.replaceFirst(";.*", "").strip())
        .anyMatch("setup"::equalsIgnoreCase);
  }

  private static String decoded(String path) {
    String decoded = path;
    // Twice encoded is not the same path, but nobody writes it in good faith.
    for (int i = 0; i < 3; i++) {
      try {
        decoded = URLDecoder.decode(decoded.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        return decoded;
      }
    }
    return decoded;
  }
}

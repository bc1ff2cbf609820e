package org.ordersaga.process.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Comes before everything else. Refuses the Admin application's set-up, which creates an
 * administrator without a login when the administrators' group is empty (CVE-2026-77226), and which
 * is never needed here. Refuses paths with two spellings too, so that nothing behind it has to
 * think of them; Spring's own firewall does so only where it can parse the path.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class PathFilter extends OncePerRequestFilter {

  private static final Pattern DOTS = Pattern.compile("/\\.{1,2}(/|$)");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String path = request.getRequestURI();
    if (isSetup(path)) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
    } else if (path.contains("//") || path.contains(";") || DOTS.matcher(path).find()) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
    } else {
      chain.doFilter(request, response);
    }
  }

  /** Whether a path leads to a set-up of the web applications, however it is spelled. */
  static boolean isSetup(String path) {
    List<String> segments =
        Arrays.stream(decoded(path).split("[/\\\\]+"))
            .map(segment -> segment.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT))
            .toList();
    return segments.contains("camunda") && segments.contains("setup");
  }

  private static String decoded(String path) {
    String decoded = path;
    // What is encoded twice is another path, but nobody writes it in good faith.
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

package org.ordersaga.process.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Matches paths whichever servlet serves them. Spring's own patterns see a path without its
 * servlet's prefix, and engine-rest and the web applications are servlets of their own.
 */
final class Paths {

  private Paths() {}

  /** A path as the container decoded it; Spring's firewall lets only plain ones come this far. */
  static String of(HttpServletRequest request) {
    String info = request.getPathInfo();
    return info == null ? request.getServletPath() : request.getServletPath() + info;
  }

  /** These paths and everything below them. */
  static RequestMatcher under(String... prefixes) {
    return request ->
        Stream.of(prefixes)
            .anyMatch(prefix -> of(request).equals(prefix) || of(request).startsWith(prefix + "/"));
  }

  /** As {@link #under}, for one method. */
  static RequestMatcher under(HttpMethod method, String... prefixes) {
    RequestMatcher paths = under(prefixes);
    return request -> method.matches(request.getMethod()) && paths.matches(request);
  }

  /** The paths of this form. */
  static RequestMatcher matching(HttpMethod method, Pattern pattern) {
    return request -> method.matches(request.getMethod()) && pattern.matcher(of(request)).matches();
  }

  /** Exactly this path. */
  static RequestMatcher exactly(HttpMethod method, String path) {
    return request -> method.matches(request.getMethod()) && of(request).equals(path);
  }
}

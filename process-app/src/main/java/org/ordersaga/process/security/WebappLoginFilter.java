package org.ordersaga.process.security;

import static org.camunda.bpm.engine.authorization.Permissions.ACCESS;
import static org.camunda.bpm.engine.authorization.Resources.APPLICATION;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.ordersaga.doors.LoginThrottle;
import org.ordersaga.doors.Problem;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps users without any web application out of their login: the engine's own would let everybody
 * into "welcome", and with that session at the web applications' copy of engine-rest. Slows down
 * guessing as well.
 */
class WebappLoginFilter extends OncePerRequestFilter {

  private final IdentityService identity;
  private final AuthorizationService authorizations;
  private final LoginThrottle throttle;

  WebappLoginFilter(
      IdentityService identity, AuthorizationService authorizations, LoginThrottle throttle) {
    this.identity = identity;
    this.authorizations = authorizations;
    this.throttle = throttle;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!isLogin(request)) {
      chain.doFilter(request, response);
      return;
    }
    String user = String.valueOf(request.getParameter("username"));
    String source = request.getRemoteAddr();
    Duration wait = throttle.waitFor(user, source);
    if (!wait.isZero()) {
      Problem.tooManyAttempts(response, wait.toSeconds() + 1);
    } else if (!mayUseAnApplication(user)) {
      throttle.failed(user, source);
      // As for a wrong password: the answer does not tell which users there are.
      response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
    } else {
      chain.doFilter(request, response);
      count(user, source, response.getStatus());
    }
  }

  private void count(String user, String source, int status) {
    if (status == HttpServletResponse.SC_UNAUTHORIZED) {
      throttle.failed(user, source);
    } else if (status == HttpServletResponse.SC_OK) {
      throttle.succeeded(user, source);
    }
  }

  private static boolean isLogin(HttpServletRequest request) {
    return "POST".equals(request.getMethod()) && Paths.of(request).contains("/login");
  }

  private boolean mayUseAnApplication(String user) {
    if (user.chars().anyMatch(Character::isISOControl)) {
      return false;
    }
    List<String> groups =
        identity.createGroupQuery().groupMember(user).list().stream().map(Group::getId).toList();
    return Stream.of("cockpit", "tasklist", "admin")
        .anyMatch(
            application ->
                authorizations.isUserAuthorized(user, groups, ACCESS, APPLICATION, application));
  }
}

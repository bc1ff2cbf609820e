package org.ordersaga.process.security;

import static org.camunda.bpm.engine.authorization.Permissions.ACCESS;
import static org.camunda.bpm.engine.authorization.Resources.APPLICATION;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps users without any web application out of their login: the engine's own would let everybody
 * into "welcome", and with that session at the web applications' copy of engine-rest.
 */
class WebappLoginFilter extends OncePerRequestFilter {

  private final IdentityService identity;
  private final AuthorizationService authorizations;

  WebappLoginFilter(IdentityService identity, AuthorizationService authorizations) {
    this.identity = identity;
    this.authorizations = authorizations;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (isLogin(request) && !mayUseAnApplication(request.getParameter("username"))) {
      // As for a wrong password: the answer does not tell which users there are.
      response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static boolean isLogin(HttpServletRequest request) {
    return "POST".equals(request.getMethod()) && Paths.of(request).contains("/login");
  }

  private boolean mayUseAnApplication(String user) {
    if (user == null || user.chars().anyMatch(Character::isISOControl)) {
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

package org.ordersaga.process.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.webapp.impl.security.auth.Authentications;
import org.camunda.bpm.webapp.impl.security.auth.UserAuthentication;
import org.camunda.bpm.webapp.impl.security.filter.util.CsrfConstants;
import org.ordersaga.process.identity.EngineGroup;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets the operators' API serve whoever is logged in to Cockpit. The session counts only together
 * with its token against forgery, for reading too: a page of another site can send the cookie, but
 * neither know the token nor set the header. The roles are looked up anew each time.
 */
class CockpitSessionFilter extends OncePerRequestFilter {

  /** The web applications keep who is logged in under this name. */
  private static final String AUTHENTICATED_USER = "authenticatedUser";

  private static final String COCKPIT = "cockpit";

  private final IdentityService identity;

  CockpitSessionFilter(IdentityService identity) {
    this.identity = identity;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !Paths.under("/api/operations").matches(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    // A browser may add a login of its own besides; whoever sends the token means the session.
    user(request)
        .ifPresent(
            user -> {
              SecurityContext context = SecurityContextHolder.createEmptyContext();
              context.setAuthentication(
                  UsernamePasswordAuthenticationToken.authenticated(user, null, roles(user)));
              SecurityContextHolder.setContext(context);
            });
    chain.doFilter(request, response);
  }

  private static Optional<String> user(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session == null
        || !isToken(
            request.getHeader(CsrfConstants.CSRF_TOKEN_HEADER_NAME),
            session.getAttribute(CsrfConstants.CSRF_TOKEN_SESSION_ATTR_NAME))) {
      return Optional.empty();
    }
    if (!(session.getAttribute(AUTHENTICATED_USER) instanceof Authentications logins)) {
      return Optional.empty();
    }
    return logins.getAuthentications().stream()
        .filter(login -> login.isAuthorizedForApp(COCKPIT))
        .map(UserAuthentication::getIdentityId)
        .findFirst();
  }

  private static boolean isToken(String sent, Object kept) {
    return sent != null
        && kept instanceof String token
        && !token.isBlank()
        && MessageDigest.isEqual(
            sent.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  private List<SimpleGrantedAuthority> roles(String user) {
    return identity.createGroupQuery().groupMember(user).list().stream()
        .map(Group::getId)
        .flatMap(id -> EngineGroup.byId(id).stream())
        .map(group -> new SimpleGrantedAuthority("ROLE_" + group.role()))
        .toList();
  }
}

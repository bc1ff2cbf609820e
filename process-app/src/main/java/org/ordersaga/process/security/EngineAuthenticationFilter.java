package org.ordersaga.process.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.ordersaga.process.identity.EngineGroup;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells the engine who is calling, so that its authorizations apply. */
class EngineAuthenticationFilter extends OncePerRequestFilter {

  private final IdentityService identity;

  EngineAuthenticationFilter(IdentityService identity) {
    this.identity = identity;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Authentication caller = SecurityContextHolder.getContext().getAuthentication();
    if (caller == null || caller instanceof AnonymousAuthenticationToken) {
      chain.doFilter(request, response);
      return;
    }
    try {
      identity.setAuthentication(caller.getName(), groupsOf(caller));
      chain.doFilter(request, response);
    } finally {
      identity.clearAuthentication();
    }
  }

  private static List<String> groupsOf(Authentication caller) {
    List<String> roles =
        caller.getAuthorities().stream().map(GrantedAuthority::getAuthority).toList();
    return Stream.of(EngineGroup.values())
        .filter(group -> roles.contains("ROLE_" + group.role()))
        .map(EngineGroup::id)
        .toList();
  }
}

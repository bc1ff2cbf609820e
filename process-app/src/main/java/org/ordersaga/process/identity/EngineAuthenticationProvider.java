package org.ordersaga.process.identity;

import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.identity.Group;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.stereotype.Component;

/** Checks a name and a password against the engine's users; their groups become roles. */
@Component
class EngineAuthenticationProvider implements AuthenticationProvider {

  private static final int ATTEMPTS = 10;

  private final IdentityService identity;

  EngineAuthenticationProvider(IdentityService identity) {
    this.identity = identity;
  }

  @Override
  public Authentication authenticate(Authentication given) {
    String user = given.getName();
    String password = String.valueOf(given.getCredentials());
    // PostgreSQL has no NUL in a text and would fail instead of finding nobody.
    if (user.chars().anyMatch(Character::isISOControl) || !matches(user, password)) {
      throw new BadCredentialsException("Unknown user or wrong password");
    }
    List<SimpleGrantedAuthority> roles =
        identity.createGroupQuery().groupMember(user).list().stream()
            .map(Group::getId)
            .flatMap(id -> EngineGroup.byId(id).stream())
            .map(group -> new SimpleGrantedAuthority("ROLE_" + group.role()))
            .toList();
    return UsernamePasswordAuthenticationToken.authenticated(user, null, roles);
  }

  /** The engine counts wrong passwords in the user's row; of requests at once only one may. */
  private boolean matches(String user, String password) {
    for (int attempt = 1; ; attempt++) {
      try {
        return identity.checkPassword(user, password);
      } catch (OptimisticLockingException e) {
        if (attempt == ATTEMPTS) {
          return false;
        }
      }
    }
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
  }
}

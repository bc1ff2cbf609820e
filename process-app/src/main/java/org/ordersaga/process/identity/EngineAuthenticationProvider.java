package org.ordersaga.process.identity;

import java.time.Duration;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.identity.Group;
import org.ordersaga.doors.LoginThrottle;
import org.ordersaga.doors.TooManyAttempts;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/** Checks a name and a password against the engine's users; their groups become roles. */
@Component
class EngineAuthenticationProvider implements AuthenticationProvider {

  private static final int ATTEMPTS = 10;

  private final IdentityService identity;
  private final VerifiedPasswords verified;
  private final LoginThrottle throttle;

  EngineAuthenticationProvider(
      IdentityService identity, VerifiedPasswords verified, LoginThrottle throttle) {
    this.identity = identity;
    this.verified = verified;
    this.throttle = throttle;
  }

  @Override
  public Authentication authenticate(Authentication given) {
    String user = given.getName();
    String password = String.valueOf(given.getCredentials());
    // PostgreSQL has no NUL in a text and would fail instead of finding nobody.
    if (user.chars().anyMatch(Character::isISOControl)) {
      throw new BadCredentialsException("Unknown user or wrong password");
    }
    String source = sourceOf(given);
    String digest = verified.digest(user, password, source);
    List<String> groups =
        verified.groupsOf(digest).orElseGet(() -> verify(user, password, digest, source));
    List<SimpleGrantedAuthority> roles =
        groups.stream()
            .flatMap(id -> EngineGroup.byId(id).stream())
            .map(group -> new SimpleGrantedAuthority("ROLE_" + group.role()))
            .toList();
    return UsernamePasswordAuthenticationToken.authenticated(user, null, roles);
  }

  private List<String> verify(String user, String password, String digest, String source) {
    // What was right before is no guess: a stranger at the same address does not hold it up.
    Duration wait = verified.isKnown(digest) ? Duration.ZERO : throttle.waitFor(user, source);
    if (!wait.isZero()) {
      throw new TooManyAttempts(wait);
    }
    long generation = verified.generation();
    if (!matches(user, password)) {
      verified.forget(digest);
      throttle.failed(user, source);
      throw new BadCredentialsException("Unknown user or wrong password");
    }
    throttle.succeeded(user, source);
    List<String> groups =
        identity.createGroupQuery().groupMember(user).list().stream().map(Group::getId).toList();
    verified.add(digest, groups, generation);
    return groups;
  }

  private static String sourceOf(Authentication given) {
    return given.getDetails() instanceof WebAuthenticationDetails details
        ? details.getRemoteAddress()
        : "";
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

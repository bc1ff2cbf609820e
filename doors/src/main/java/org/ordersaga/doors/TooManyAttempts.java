package org.ordersaga.doors;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** The password was not looked at, because too many were wrong. */
public class TooManyAttempts extends AuthenticationException {

  private static final long serialVersionUID = 1L;

  private final Duration wait;

  /** The next password is looked at after this time. */
  public TooManyAttempts(Duration wait) {
    super("Too many wrong passwords");
    this.wait = wait;
  }

  /** In whole seconds, when the next one will be looked at. */
  public long retryAfter() {
    return wait.toSeconds() + 1;
  }
}

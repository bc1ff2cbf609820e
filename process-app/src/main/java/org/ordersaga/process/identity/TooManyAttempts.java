package org.ordersaga.process.identity;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** The password was not looked at, because too many were wrong. */
public class TooManyAttempts extends AuthenticationException {

  private static final long serialVersionUID = 1L;

  private final Duration wait;

  TooManyAttempts(Duration wait) {
    super("Too many wrong passwords");
    this.wait = wait;
  }

  /** In whole seconds, when the next one will be looked at. */
  public long retryAfter() {
    return wait.toSeconds() + 1;
  }
}

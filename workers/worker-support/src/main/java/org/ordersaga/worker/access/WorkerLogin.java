package org.ordersaga.worker.access;

import java.time.Duration;
import org.ordersaga.doors.LoginThrottle;
import org.ordersaga.doors.TooManyAttempts;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Checks a password against the worker's own users, and slows down who guesses. */
final class WorkerLogin extends DaoAuthenticationProvider {

  /** So many wrong passwords from one address, whoever they are for, are taken for slips. */
  static final int SLIPS_OF_ONE_ADDRESS = 50;

  private final LoginThrottle throttle = new LoginThrottle(SLIPS_OF_ONE_ADDRESS);

  WorkerLogin(UserDetailsService users) {
    super(users);
  }

  @Override
  public Authentication authenticate(Authentication given) {
    String user = given.getName();
    String source =
        given.getDetails() instanceof WebAuthenticationDetails details
            ? details.getRemoteAddress()
            : "";
    Duration wait = throttle.waitFor(user, source);
    if (!wait.isZero()) {
      throw new TooManyAttempts(wait);
    }
    try {
      Authentication login = super.authenticate(given);
      throttle.succeeded(user, source);
      return login;
    } catch (BadCredentialsException e) {
      throttle.failed(user, source);
      throw e;
    }
  }
}

package org.ordersaga.process.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Answers.RETURNS_SELF;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.GroupQuery;
import org.camunda.bpm.engine.identity.User;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.doors.LoginThrottle;
import org.ordersaga.doors.TooManyAttempts;
import org.ordersaga.process.Http;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.WebappSession;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Passwords: how often they are looked at, what guessing costs, and when a change counts. */
@ProcessAppTest
class LoginTest {

  private static final String PASSWORD = "a-long-password-1";

  @LocalServerPort int port;
  @Autowired IdentityService identity;
  @Autowired LoginThrottle throttle;
  private String user;

  @BeforeEach
  void somebodyNew() {
    user = "user-" + UUID.randomUUID();
    User created = identity.newUser(user);
    created.setPassword(PASSWORD);
    identity.saveUser(created);
    identity.createMembership(user, EngineGroup.CLIENTS.id());
  }

  @AfterEach
  void remove() {
    identity.deleteUser(user);
  }

  @Test
  void aChangedPasswordCountsAtOnce() {
    assertThat(status(PASSWORD)).isEqualTo(200);
    User changed = identity.createUserQuery().userId(user).singleResult();
    changed.setPassword("another-password-2");
    identity.saveUser(changed);
    assertThat(status(PASSWORD)).isEqualTo(401);
    assertThat(status("another-password-2")).isEqualTo(200);
  }

  @Test
  void whoLeavesAGroupOrIsDeletedIsOutAtOnce() {
    assertThat(status(PASSWORD)).isEqualTo(200);
    identity.deleteMembership(user, EngineGroup.CLIENTS.id());
    assertThat(status(PASSWORD)).isEqualTo(403);
    identity.createMembership(user, EngineGroup.CLIENTS.id());
    assertThat(status(PASSWORD)).isEqualTo(200);
    identity.deleteUser(user);
    assertThat(status(PASSWORD)).isEqualTo(401);
  }

  @Test
  void guessesAreSlowedDownAndWhatWasRightBeforeIsNot() {
    assertThat(status(PASSWORD)).isEqualTo(200);
    // Each refusal makes the next wait longer, up to half a minute: one of them is soon met.
    Http.Reply slowed =
        Stream.generate(() -> Http.as(port, user, "a-wrong-password").get("/api/orders"))
            .limit(100)
            .filter(reply -> reply.status() != 401)
            .findFirst()
            .orElseThrow();
    assertThat(slowed.status()).isEqualTo(429);
    assertThat(Integer.parseInt(slowed.header("Retry-After"))).isBetween(1, 31);
    assertThat(slowed.body()).contains("Too many wrong passwords");
    assertThat(status(PASSWORD)).isEqualTo(200);
  }

  @Test
  void guessesInTheWebApplicationsCountWithTheOthers() {
    identity.createMembership(user, EngineGroup.OPERATORS.id());
    int status =
        Stream.generate(() -> WebappSession.open(port).tryLogin(user, "wrong", "cockpit").status())
            .limit(100)
            .filter(answer -> answer != 401)
            .findFirst()
            .orElseThrow();
    assertThat(status).isEqualTo(429);
    bar();
    assertThat(WebappSession.open(port).tryLogin(user, PASSWORD, "cockpit").status())
        .isEqualTo(429);
    assertThat(status(PASSWORD)).as("never right before").isEqualTo(429);
  }

  /** For the longest time there is. */
  private void bar() {
    for (String source : List.of("127.0.0.1", "0:0:0:0:0:0:0:1")) {
      for (int guess = 0; guess < 40; guess++) {
        throttle.failed(user, source);
      }
    }
  }

  @Test
  void nobodyChoosesAShortPassword() {
    User changed = identity.createUserQuery().userId(user).singleResult();
    changed.setPassword("eleven-long");
    assertThatThrownBy(() -> identity.saveUser(changed)).hasMessageContaining("policy");
    WebappSession admin = WebappSession.login(port, "admin", "admin");
    Http.Reply reply =
        admin.post(
            "/camunda/api/engine/engine/default/user/create",
            "{\"profile\":{\"id\":\"bob\"},\"credentials\":{\"password\":\"eleven-long\"}}");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(identity.createUserQuery().userId("bob").count()).isZero();
  }

  @Test
  void aPasswordIsHashedOnceInHalfAMinuteAndNotForEveryRequest() {
    AtomicLong now = new AtomicLong();
    IdentityService engine = mock(IdentityService.class);
    when(engine.checkPassword("payment-worker", PASSWORD)).thenReturn(true);
    GroupQuery query = mock(GroupQuery.class);
    when(engine.createGroupQuery()).thenReturn(query);
    when(query.groupMember(any())).thenReturn(query);
    Group workers = mock(Group.class);
    when(workers.getId()).thenReturn("workers");
    when(query.list()).thenReturn(List.of(workers));
    EngineAuthenticationProvider provider =
        new EngineAuthenticationProvider(
            engine, new VerifiedPasswords(now::get), new LoginThrottle(50, now::get));

    for (int poll = 0; poll < 1_000; poll++) {
      assertThat(provider.authenticate(login(PASSWORD)).getAuthorities())
          .extracting(Object::toString)
          .containsExactly("ROLE_WORKER");
    }
    verify(engine, times(1)).checkPassword(anyString(), anyString());

    // Another node changed it: nobody tells this one, and half a minute is the bound.
    when(engine.checkPassword("payment-worker", PASSWORD)).thenReturn(false);
    now.addAndGet(VerifiedPasswords.FRESH.toNanos() - 1);
    provider.authenticate(login(PASSWORD));
    now.addAndGet(1);
    assertThatThrownBy(() -> provider.authenticate(login(PASSWORD)))
        .isInstanceOf(BadCredentialsException.class);
    verify(engine, times(2)).checkPassword(anyString(), anyString());
  }

  private static Authentication login(String password) {
    return UsernamePasswordAuthenticationToken.unauthenticated("payment-worker", password);
  }

  @Test
  void aGuesserWaitsElsewhereEvenForAPasswordThatIsRightAndInUseHere() {
    IdentityService engine = mock(IdentityService.class);
    when(engine.checkPassword("payment-worker", PASSWORD)).thenReturn(true);
    GroupQuery query = mock(GroupQuery.class, RETURNS_SELF);
    when(engine.createGroupQuery()).thenReturn(query);
    LoginThrottle slow = new LoginThrottle(50);
    EngineAuthenticationProvider provider =
        new EngineAuthenticationProvider(engine, new VerifiedPasswords(), slow);
    provider.authenticate(from("10.0.0.1"));
    for (int guess = 0; guess < 40; guess++) {
      slow.failed("payment-worker", "10.0.0.2");
    }

    assertThatThrownBy(() -> provider.authenticate(from("10.0.0.2")))
        .isInstanceOf(TooManyAttempts.class);
    assertThat(provider.authenticate(from("10.0.0.1")).isAuthenticated()).isTrue();
  }

  private static Authentication from(String address) {
    UsernamePasswordAuthenticationToken login =
        UsernamePasswordAuthenticationToken.unauthenticated("payment-worker", PASSWORD);
    login.setDetails(new WebAuthenticationDetails(address, null));
    return login;
  }

  private int status(String password) {
    return Http.as(port, user, password).get("/api/orders").status();
  }
}

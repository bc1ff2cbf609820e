package org.ordersaga.worker.access;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.ordersaga.doors.Problem;
import org.ordersaga.doors.TooManyAttempts;
import org.springframework.boot.actuate.autoconfigure.security.servlet.EndpointRequest;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/**
 * HTTP Basic for everything but health. A worker that wants other rules for a path adds a {@link
 * SecurityFilterChain} of its own with a {@code securityMatcher} and a higher precedence.
 */
@AutoConfiguration(
    before = {SecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties({AccessSettings.class, BodySettings.class})
public class AccessAutoConfiguration {

  private static final String NOTHING =
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

  @Bean
  UserDetailsService workerUsers(AccessSettings settings) {
    InMemoryUserDetailsManager users =
        new InMemoryUserDetailsManager(
            user("operator", settings.operator().password(), "OPERATOR"),
            user("client", settings.client().password(), "CLIENT"));
    String eraser = settings.eraser().password();
    if (!eraser.isBlank()) {
      users.createUser(user("eraser", eraser, "ERASER"));
    }
    // Only this method of it: the manager itself would be asked to hash the passwords anew.
    return users::loadUserByUsername;
  }

  @Bean
  AuthenticationProvider workerLogin(UserDetailsService users) {
    return new WorkerLogin(users);
  }

  /** Before the login: a stranger's body is as large as anybody's. */
  @Bean
  FilterRegistrationBean<BodyLimit> bodyLimit(BodySettings settings) {
    FilterRegistrationBean<BodyLimit> registration =
        new FilterRegistrationBean<>(new BodyLimit(settings));
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    return registration;
  }

  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  SecurityFilterChain workerAccess(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(
            requests ->
                requests
                    // The answer to a request whose login was looked at before.
                    .dispatcherTypeMatchers(DispatcherType.ERROR)
                    .permitAll()
                    .requestMatchers(EndpointRequest.to(HealthEndpoint.class))
                    .permitAll()
                    .requestMatchers(EndpointRequest.toAnyEndpoint())
                    .hasRole("OPERATOR")
                    .requestMatchers("/erasures")
                    .hasRole("ERASER")
                    .anyRequest()
                    .hasAnyRole("OPERATOR", "CLIENT"))
        .httpBasic(basic -> basic.authenticationEntryPoint(AccessAutoConfiguration::refuse))
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(
            headers ->
                headers
                    // There are no pages here.
                    .contentSecurityPolicy(csp -> csp.policyDirectives(NOTHING))
                    .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER)))
        // There is no session and no cookie that another site could abuse.
        .csrf(AbstractHttpConfigurer::disable)
        .build();
  }

  private static void refuse(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
      throws IOException {
    if (e instanceof TooManyAttempts attempts) {
      Problem.tooManyAttempts(response, attempts.retryAfter());
    } else {
      response.setHeader("WWW-Authenticate", "Basic realm=\"Order Saga\", charset=\"UTF-8\"");
      Problem.write(response, 401, "Unauthorized", "This needs a user and a password.");
    }
  }

  /** The secret is in the environment in plain text anyway; hashing it would cost every request. */
  private static UserDetails user(String name, String password, String role) {
    return User.withUsername(name).password("{noop}" + password).roles(role).build();
  }
}

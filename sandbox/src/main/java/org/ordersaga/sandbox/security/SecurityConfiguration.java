package org.ordersaga.sandbox.security;

import static org.springframework.security.config.Customizer.withDefaults;

import jakarta.servlet.DispatcherType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.ordersaga.sandbox.settings.SandboxSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/**
 * HTTP Basic for everything but the health, or, where the sandbox is open, no login for requests
 * from this machine. Browsers are kept from acting for other sites by {@link OwnSiteOnly}, since
 * neither HTTP Basic nor the open mode does that.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  /** Styles are in the pages; scripts, images and anything else from elsewhere are not loaded. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self';"
          + " base-uri 'none'; frame-ancestors 'none'";

  @Bean
  SecurityFilterChain security(HttpSecurity http, SandboxSettings settings) throws Exception {
    boolean open = settings.sandbox().open();
    http.csrf(csrf -> csrf.disable())
        .addFilterBefore(new OwnSiteOnly(open), HeaderWriterFilter.class)
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(cache -> cache.disable())
        .logout(logout -> logout.disable())
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT_SECURITY_POLICY))
                    .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER)));
    if (open) {
      http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll());
    } else {
      http.httpBasic(withDefaults())
          .authorizeHttpRequests(
              requests ->
                  requests
                      // The answer to a request that was refused before its login was looked at.
                      .dispatcherTypeMatchers(DispatcherType.ERROR)
                      .permitAll()
                      .requestMatchers("/actuator/health", "/actuator/health/**")
                      .permitAll()
                      .anyRequest()
                      .authenticated());
    }
    return http.build();
  }

  @Bean
  UserDetailsService users(SandboxSettings settings) {
    if (settings.sandbox().open()) {
      return new InMemoryUserDetailsManager();
    }
    return new InMemoryUserDetailsManager(
        User.withUsername(SandboxSettings.USER)
            .password(settings.sandbox().password())
            .roles("SANDBOX")
            .build());
  }

  /**
   * Compares passwords as they are. The one password comes from the environment, and a slow hash of
   * it would only slow down every call.
   */
  @Bean
  PasswordEncoder plainPasswords() {
    return new PasswordEncoder() {
      @Override
      public String encode(CharSequence password) {
        return password.toString();
      }

      @Override
      public boolean matches(CharSequence password, String expected) {
        return MessageDigest.isEqual(
            password.toString().getBytes(StandardCharsets.UTF_8),
            expected.getBytes(StandardCharsets.UTF_8));
      }
    };
  }
}

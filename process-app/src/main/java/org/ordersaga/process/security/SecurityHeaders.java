package org.ordersaga.process.security;

import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer.FrameOptionsConfig;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/**
 * What browsers are told about everything that is answered here. HSTS is among Spring's defaults,
 * and written over TLS only. The pages of Camunda's web applications set a content policy of their
 * own, see {@code camunda.bpm.webapp.header-security}, and keep it.
 */
final class SecurityHeaders {

  /**
   * Scripts, styles, pictures and data of our own, nothing else. Diagrams need style attributes,
   * and their pictures and fonts are partly in the style sheets.
   */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline';"
          + " img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'self';"
          + " form-action 'self'; frame-ancestors 'none'; object-src 'none'";

  private static final String NO_DEVICES = "camera=(), geolocation=(), microphone=(), payment=()";

  private SecurityHeaders() {}

  /** For what may be kept nowhere. */
  static Customizer<HeadersConfigurer<HttpSecurity>> all() {
    return headers ->
        headers
            .contentSecurityPolicy(policy -> policy.policyDirectives(POLICY))
            .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
            .permissionsPolicyHeader(permissions -> permissions.policy(NO_DEVICES))
            .crossOriginResourcePolicy(
                resources -> resources.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
            .frameOptions(FrameOptionsConfig::deny);
  }

  /** For the web applications, which say themselves what may be kept how long. */
  static Customizer<HeadersConfigurer<HttpSecurity>> ofWebApplications() {
    return headers -> {
      all().customize(headers);
      headers.cacheControl(cache -> cache.disable());
    };
  }
}

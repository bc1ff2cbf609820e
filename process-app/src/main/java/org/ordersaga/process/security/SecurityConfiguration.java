package org.ordersaga.process.security;

import jakarta.servlet.DispatcherType;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.IdentityService;
import org.ordersaga.doors.LoginThrottle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.SessionManagementConfigurer.SessionFixationConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.Http403ForbiddenEntryPoint;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.util.matcher.OrRequestMatcher;

/** Three chains: what takes HTTP Basic, the web applications with their own login, and the rest. */
@Configuration
class SecurityConfiguration {

  private static final String ADMIN = "ADMIN";
  private static final String OPERATOR = "OPERATOR";
  private static final String CLIENT = "CLIENT";
  private static final String PROCESS_OWNER = "PROCESS_OWNER";
  private static final String WORKER = "WORKER";
  private static final String REVIEWER = "REVIEWER";

  private static final Pattern CARRY_OUT =
      Pattern.compile(
          "/engine-rest(/engine/[^/]+)?/external-task/"
              + "(fetchAndLock|[^/]+/(extendLock|complete|failure|bpmnError|unlock))");

  private static final Pattern COUNT =
      Pattern.compile("/engine-rest(/engine/[^/]+)?/external-task/count");

  /** No application uses it, and a session could guess anybody's password there, unthrottled. */
  private static final Pattern VERIFY = Pattern.compile("/camunda/api/engine/.*/identity/verify/?");

  private static final Pattern SETTLEMENT = Pattern.compile("/api/orders/[^/]+/settlements/[^/]+");

  /** A timer around each filter of each request costs more than it tells. */
  @Bean
  static SecurityObservationSettings noObservations() {
    return SecurityObservationSettings.noObservations();
  }

  @Bean
  @Order(1)
  SecurityFilterChain basic(
      HttpSecurity http,
      AuthenticationProvider engineUsers,
      IdentityService identity,
      EngineRestSettings engineRest)
      throws Exception {
    ProblemResponses problems = new ProblemResponses();
    return http.securityMatcher(
            Paths.under(
                "/actuator",
                "/api",
                "/engine-rest",
                "/orders",
                "/swagger-ui.html",
                "/swagger-ui",
                "/v3/api-docs",
                "/v3/api-docs.yaml"))
        .authenticationProvider(engineUsers)
        .authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(
                        DispatcherType.ERROR, DispatcherType.FORWARD, DispatcherType.ASYNC)
                    .permitAll()
                    .requestMatchers(Paths.under("/actuator/health"))
                    .permitAll()
                    .requestMatchers(Paths.under("/actuator"))
                    .hasAnyRole(OPERATOR, ADMIN)
                    // Workers carry out tasks, and do nothing that could move an order otherwise.
                    // That the tasks are theirs is the business of OwnTopics.
                    .requestMatchers(
                        Paths.matching(HttpMethod.POST, CARRY_OUT),
                        Paths.exactly(HttpMethod.POST, "/api/external-tasks/reports"),
                        Paths.matching(HttpMethod.GET, COUNT))
                    .hasAnyRole(WORKER, CLIENT, OPERATOR, ADMIN)
                    .requestMatchers(Paths.exactly(HttpMethod.GET, "/engine-rest/version"))
                    .hasAnyRole(WORKER, CLIENT, OPERATOR, PROCESS_OWNER, ADMIN)
                    .requestMatchers(Paths.under("/engine-rest/task", "/engine-rest/filter"))
                    .hasAnyRole(REVIEWER, CLIENT, OPERATOR, ADMIN)
                    .requestMatchers(Paths.under("/engine-rest"))
                    .hasAnyRole(CLIENT, OPERATOR, PROCESS_OWNER, ADMIN)
                    .requestMatchers(Paths.under("/api/operations"))
                    .hasAnyRole(OPERATOR, ADMIN)
                    .requestMatchers(Paths.under("/api/erasures"))
                    .hasRole(ADMIN)
                    .requestMatchers(Paths.matching(HttpMethod.PUT, SETTLEMENT))
                    .hasRole(WORKER)
                    .requestMatchers(Paths.under(HttpMethod.GET, "/api"))
                    .hasAnyRole(CLIENT, OPERATOR, ADMIN)
                    .requestMatchers(Paths.under("/api"))
                    .hasAnyRole(CLIENT, ADMIN)
                    .anyRequest()
                    .hasAnyRole(CLIENT, OPERATOR, ADMIN))
        .httpBasic(basic -> basic.authenticationEntryPoint(problems))
        .exceptionHandling(
            errors -> errors.authenticationEntryPoint(problems).accessDeniedHandler(problems))
        .headers(SecurityHeaders.all())
        .addFilterAfter(new CockpitSessionFilter(identity), BasicAuthenticationFilter.class)
        .addFilterAfter(new EngineRestFilter(engineRest), AuthorizationFilter.class)
        .addFilterAfter(new EngineAuthenticationFilter(identity), AuthorizationFilter.class)
        .sessionManagement(
            session ->
                session
                    .sessionCreationPolicy(SessionCreationPolicy.STATELESS)
                    // Cockpit's session would get another id with each request to the operators'
                    // API, and those sent at the same time would have lost it.
                    .sessionFixation(SessionFixationConfigurer::none))
        // No cookies; but browsers repeat a login that they were given, so foreign pages are
        // refused.
        .addFilterBefore(new OwnSiteFilter(), AuthorizationFilter.class)
        .csrf(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .build();
  }

  /** Cockpit, Tasklist and Admin bring their own login, sessions and protection from forgery. */
  @Bean
  @Order(2)
  SecurityFilterChain webApplications(
      HttpSecurity http,
      IdentityService identity,
      AuthorizationService authorizations,
      LoginThrottle throttle)
      throws Exception {
    return http.securityMatcher(
            new OrRequestMatcher(Paths.exactly(HttpMethod.GET, "/"), Paths.under("/camunda")))
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(Paths.matching(HttpMethod.POST, VERIFY))
                    .denyAll()
                    .anyRequest()
                    .permitAll())
        .addFilterBefore(
            new WebappLoginFilter(identity, authorizations, throttle), AuthorizationFilter.class)
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(SecurityHeaders.ofWebApplications())
        .csrf(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .anonymous(Customizer.withDefaults())
        .requestCache(AbstractHttpConfigurer::disable)
        .build();
  }

  @Bean
  @Order(3)
  SecurityFilterChain nothingElse(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ERROR)
                    .permitAll()
                    .anyRequest()
                    .denyAll())
        .exceptionHandling(
            errors -> errors.authenticationEntryPoint(new Http403ForbiddenEntryPoint()))
        .headers(SecurityHeaders.all())
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .build();
  }
}

package org.ordersaga.sandbox.faults;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Lets HTTP requests meet their faults, once they are logged in. A request that waits or is held
 * keeps its connection but no thread (asynchronous servlet), so any number up to the server's
 * connections can be held while others are served.
 */
@Configuration(proxyBeanMethods = false)
class FaultFilter {

  private static final String ENCOUNTER = FaultFilter.class.getName();

  @Bean
  FilterRegistrationBean<Filter> faultyRequests(Faults faults) {
    FilterRegistrationBean<Filter> registration =
        new FilterRegistrationBean<>(
            (request, response, chain) ->
                filter(
                    faults, (HttpServletRequest) request, (HttpServletResponse) response, chain));
    registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
    registration.setAsyncSupported(true);
    return registration;
  }

  private static void filter(
      Faults faults, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getAttribute(ENCOUNTER) instanceof Faults.Encounter waited) {
      meet(waited, request, response, chain);
      return;
    }
    Optional<Target> target = target(request.getServletPath());
    if (target.isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    Faults.Encounter encounter = faults.next(target.get());
    Duration wait =
        encounter.fault() == Fault.HOLD ? encounter.delay().plus(faults.hold()) : encounter.delay();
    if (wait.isZero()) {
      meet(encounter, request, response, chain);
    } else {
      request.setAttribute(ENCOUNTER, encounter);
      AsyncContext async = request.startAsync();
      async.setTimeout(0);
      // The JDK's own timer thread; the rest is done by one of the server's threads.
      CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
          .execute(async::dispatch);
    }
  }

  private static void meet(
      Faults.Encounter encounter,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    switch (encounter.fault()) {
      case NONE -> chain.doFilter(request, response);
      case FAIL -> refuse(response, encounter.status(HttpServletResponse.SC_SERVICE_UNAVAILABLE));
      case HOLD -> ConnectionBreaker.breakConnection(request);
      case LOSE_REPLY -> {
        // The wrapper keeps the answer back until the connection is broken.
        chain.doFilter(request, new ContentCachingResponseWrapper(response));
        ConnectionBreaker.breakConnection(request);
      }
    }
  }

  private static void refuse(HttpServletResponse response, int status) throws IOException {
    HttpStatus known = HttpStatus.resolve(status);
    response.setStatus(status);
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response
        .getOutputStream()
        .print(
            """
            {"title":"%s","status":%d,"code":"unavailable",\
            "detail":"A fault that was wished for: nothing was done."}"""
                .formatted(known == null ? "Fault" : known.getReasonPhrase(), status));
  }

  /** Whose bad day touches a path; see {@link Target}. */
  private static Optional<Target> target(String path) {
    if (path.startsWith("/payments/") && !path.equals("/payments/ledger")) {
      return Optional.of(Target.PAYMENTS);
    }
    boolean shipments = path.equals("/shipments") || path.startsWith("/shipments/");
    if (shipments && !path.endsWith("/handover") && !path.endsWith("/deliver")) {
      return Optional.of(Target.CARRIER);
    }
    return Optional.empty();
  }
}

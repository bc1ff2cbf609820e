package org.ordersaga.process.intake;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets only so many requests start an order at once, has some more wait a little, and refuses the
 * others before they cost anything, a look at their password included. So there are always threads
 * and connections left for the workers, who get the orders out of the way.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class StartGate extends OncePerRequestFilter {

  private static final String API = "/api/orders";
  private static final Pattern START =
      Pattern.compile(
          API
              + "|/(engine-rest|camunda/api/engine)/(.+/)?process-definition/.+/(start|submit-form)");

  private static final String BUSY =
      "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
          + "\"detail\":\"Too many orders arrive at once; please repeat the request.\"}";

  /** They are let in as fast as the others are through. */
  private static final String SOON = "1";

  private final int most;
  private final Semaphore room;
  private final Semaphore turns;
  private final Duration longestWait;
  private final String retryAfter;
  private final Refusals refusals;

  StartGate(IntakeSettings settings, MeterRegistry registry) {
    this.most = settings.maxConcurrentStarts() + settings.maxWaitingStarts();
    this.room = new Semaphore(most);
    this.turns = new Semaphore(settings.maxConcurrentStarts(), true);
    this.longestWait = settings.longestWait();
    this.retryAfter = String.valueOf(settings.retryAfter().toSeconds());
    this.refusals =
        new Refusals("max-concurrent-starts", settings.retryAfter().multipliedBy(3), registry);
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !"POST".equals(request.getMethod()) || !START.matcher(path(request)).matches();
  }

  private static boolean isEngines(HttpServletRequest request) {
    return !API.equals(path(request));
  }

  private static String path(HttpServletRequest request) {
    String info = request.getPathInfo();
    return info == null ? request.getServletPath() : request.getServletPath() + info;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!room.tryAcquire()) {
      refuse(response);
      return;
    }
    try {
      if (!turns.tryAcquire(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
        refuse(response);
        return;
      }
      try {
        chain.doFilter(request, isEngines(request) ? new ComeAgain(response) : response);
      } finally {
        turns.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      refuse(response);
    } catch (ServletException | RuntimeException e) {
      // The others have all connections; nothing was started without one.
      if (response.isCommitted()
          || !(NestedExceptionUtils.getMostSpecificCause(e)
              instanceof SQLTransientConnectionException)) {
        throw e;
      }
      response.reset();
      refuse(response);
    } finally {
      room.release();
    }
  }

  private void refuse(HttpServletResponse response) throws IOException {
    refusals.add(most);
    response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setHeader(HttpHeaders.RETRY_AFTER, SOON);
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.getOutputStream().write(BUSY.getBytes(StandardCharsets.US_ASCII));
  }

  @Scheduled(fixedDelayString = "${ordersaga.intake.count-interval}")
  void look() {
    refusals.look();
  }

  /** How many wait for their turn. */
  int waiting() {
    return turns.getQueueLength();
  }

  /** The engine's REST interfaces can answer 503, but cannot say when to come again. */
  private class ComeAgain extends HttpServletResponseWrapper {

    ComeAgain(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void setStatus(int status) {
      if (status == SC_SERVICE_UNAVAILABLE && !containsHeader(HttpHeaders.RETRY_AFTER)) {
        setHeader(HttpHeaders.RETRY_AFTER, retryAfter);
      }
      super.setStatus(status);
    }
  }
}

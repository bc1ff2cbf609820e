package org.ordersaga.process.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.Semaphore;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads the body of every request before anybody looks at it, strangers' too: one that is too large
 * or comes too slowly ends here. The container's own time limit begins anew with each byte.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class RequestBodyFilter extends OncePerRequestFilter {

  /** So many bodies above {@link RequestLimits#body} at once, that they do not fill the memory. */
  private static final int LARGE_ONES = 8;

  private static final int TOO_LARGE = 413;
  private static final int TOO_SLOW = 408;
  private static final int BUSY = 503;

  private final RequestLimits limits;
  private final Semaphore large = new Semaphore(LARGE_ONES);

  RequestBodyFilter(RequestLimits limits) {
    this.limits = limits;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    long announced = request.getContentLengthLong();
    if (announced == 0 || (announced < 0 && request.getHeader("Transfer-Encoding") == null)) {
      chain.doFilter(request, response);
      return;
    }
    boolean deployment = Paths.of(request).endsWith("/deployment/create");
    long most = (deployment ? limits.deployment() : limits.body()).toBytes();
    if (announced > most) {
      refuse(response, TOO_LARGE, most);
    } else if (!deployment) {
      pass(request, response, chain, most);
    } else if (large.tryAcquire()) {
      try {
        pass(request, response, chain, most);
      } finally {
        large.release();
      }
    } else {
      response.setHeader("Retry-After", "5");
      refuse(response, BUSY, most);
    }
  }

  private void pass(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain, long most)
      throws ServletException, IOException {
    byte[] body;
    try {
      body = read(request.getInputStream(), most);
    } catch (Refused e) {
      refuse(response, e.status, most);
      return;
    } catch (SocketTimeoutException e) {
      refuse(response, TOO_SLOW, most);
      return;
    } catch (IOException e) {
      // The caller is gone, or what came is no body.
      refuse(response, HttpServletResponse.SC_BAD_REQUEST, most);
      return;
    }
    chain.doFilter(BufferedRequest.of(request, body), response);
  }

  private byte[] read(InputStream in, long most) throws IOException {
    long end = System.nanoTime() + limits.time().toNanos();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      body.write(buffer, 0, n);
      if (body.size() > most) {
        throw new Refused(TOO_LARGE);
      }
      if (System.nanoTime() - end > 0) {
        throw new Refused(TOO_SLOW);
      }
    }
    return body.toByteArray();
  }

  private static void refuse(HttpServletResponse response, int status, long most)
      throws IOException {
    // What is still to come of the body is not waited for.
    response.setHeader("Connection", "close");
    switch (status) {
      case TOO_LARGE ->
          ProblemResponses.write(
              response,
              status,
              "Content Too Large",
              "The body of this request may have " + most + " bytes at most.");
      case TOO_SLOW ->
          ProblemResponses.write(
              response, status, "Request Timeout", "The body of this request came too slowly.");
      case BUSY ->
          ProblemResponses.write(
              response,
              status,
              "Service Unavailable",
              "Too many deployments come at once; please repeat the request later.");
      default ->
          ProblemResponses.write(
              response, status, "Bad Request", "The body of this request cannot be read.");
    }
  }

  private static final class Refused extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    Refused(int status) {
      super("refused");
      this.status = status;
    }
  }
}

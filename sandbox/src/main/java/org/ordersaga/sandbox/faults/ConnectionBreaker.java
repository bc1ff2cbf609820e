package org.ordersaga.sandbox.faults;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Breaks a client's connection without a single byte of an answer, which the servlet API cannot:
 * whatever the response holds is thrown away.
 */
@Component
class ConnectionBreaker implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  private static final String ATTRIBUTE = ConnectionBreaker.class.getName();

  /** Breaks the connection that this request came over; its response must not be committed. */
  static void breakConnection(ServletRequest request) {
    ((Runnable) request.getAttribute(ATTRIBUTE)).run();
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addContextValves(new Valve());
  }

  /** Leaves the means to break the connection where a filter finds it. */
  private static final class Valve extends ValveBase {

    Valve() {
      super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      Runnable breaker = () -> response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
      request.setAttribute(ATTRIBUTE, breaker);
      getNext().invoke(request, response);
    }
  }
}

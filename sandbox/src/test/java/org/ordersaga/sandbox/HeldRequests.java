package org.ordersaga.sandbox;

import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContext;

/** Looks into the web server. */
public final class HeldRequests {

  private HeldRequests() {}

  /** How many requests wait without a thread. */
  public static int of(ApplicationContext sandbox) {
    TomcatWebServer server =
        (TomcatWebServer) ((ServletWebServerApplicationContext) sandbox).getWebServer();
    AbstractProtocol<?> protocol =
        (AbstractProtocol<?>) server.getTomcat().getConnector().getProtocolHandler();
    return protocol.getWaitingProcessorCount();
  }
}

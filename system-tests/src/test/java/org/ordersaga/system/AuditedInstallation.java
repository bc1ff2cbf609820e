package org.ordersaga.system;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes one installation to share, because starting it takes a minute, and has the
 * auditor look at it after each of them.
 */
final class AuditedInstallation implements ParameterResolver, AfterAllCallback {

  private static Installation running;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Installation.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return installation();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    installation().audit();
  }

  /**
   * Started at the first demand and closed with the JVM, because Surefire ends JUnit's root store
   * after each class when it hands the classes out to several JVMs.
   */
  private static synchronized Installation installation() {
    if (running == null) {
      running = Installation.start();
      Runtime.getRuntime().addShutdownHook(new Thread(running::close, "close-installation"));
    }
    return running;
  }
}

package org.ordersaga.system;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes one installation to share, because starting it takes a minute, and has the
 * auditor look at it after each of them.
 */
final class AuditedInstallation implements ParameterResolver, AfterAllCallback {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Installation.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return installation(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    installation(context).audit();
  }

  /** Started at the first demand; the root's store closes it after the last test. */
  private static Installation installation(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(AuditedInstallation.class))
        .getOrComputeIfAbsent("running", key -> new Running(Installation.start()), Running.class)
        .installation();
  }

  private record Running(Installation installation) implements CloseableResource {

    @Override
    public void close() {
      installation.close();
    }
  }
}

package org.ordersaga.process.security;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;

/** Puts managers of ours into the place of the engine's own. */
final class SessionFactories {

  private SessionFactories() {}

  static <T extends Session> void replace(
      ProcessEngineConfigurationImpl configuration, Class<T> type, Supplier<? extends T> ours) {
    List<SessionFactory> factories = new ArrayList<>();
    if (configuration.getCustomSessionFactories() != null) {
      factories.addAll(configuration.getCustomSessionFactories());
    }
    factories.add(
        new SessionFactory() {
          @Override
          public Class<?> getSessionType() {
            return type;
          }

          @Override
          public Session openSession() {
            return ours.get();
          }
        });
    configuration.setCustomSessionFactories(factories);
  }
}

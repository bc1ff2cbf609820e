package org.ordersaga.process.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;

/** Has the engine open sessions of ours in its commands. */
public final class SessionFactories {

  private SessionFactories() {}

  /** One of ours for each command that asks for that type, in the place of the engine's own. */
  public static <T extends Session> void put(
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

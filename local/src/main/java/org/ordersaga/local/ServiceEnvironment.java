package org.ordersaga.local;

import java.util.LinkedHashMap;
import java.util.Map;

/** The environment that a service is started with; secrets travel here and on no command line. */
final class ServiceEnvironment {

  private static final String PREFIX = "ORDERSAGA_";
  private static final String LOOPBACK = "127.0.0.1";

  private final Settings settings;
  private final Secrets secrets;
  private final Databases databases;
  private final Map<String, String> inherited;

  ServiceEnvironment(
      Settings settings, Secrets secrets, Databases databases, Map<String, String> inherited) {
    this.settings = settings;
    this.secrets = secrets;
    this.databases = databases;
    this.inherited = inherited;
  }

  /** The whole environment of a service: nobody gets a password that it does not need. */
  Map<String, String> of(Service service) {
    Map<String, String> environment = new LinkedHashMap<>(inherited);
    environment.keySet().removeIf(ServiceEnvironment::isOurs);
    environment.put("SERVER_PORT", port(service));
    environment.put("SERVER_ADDRESS", LOOPBACK);
    environment.put("SPRING_DATASOURCE_URL", databases.url(service.database()));
    environment.put("SPRING_DATASOURCE_USERNAME", service.database());
    environment.put("SPRING_DATASOURCE_PASSWORD", secrets.database(service.database()));
    if (settings.json()) {
      environment.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs");
    }
    // glibc's many arenas cost a small JVM tens of megabytes.
    environment.putIfAbsent("MALLOC_ARENA_MAX", "2");
    // Each connection is a process of PostgreSQL; what a burst has opened is closed after it.
    environment.putIfAbsent("SPRING_DATASOURCE_HIKARI_MINIMUM_IDLE", "1");
    environment.putIfAbsent("SPRING_DATASOURCE_HIKARI_IDLE_TIMEOUT", "60000");
    switch (service) {
      case SANDBOX -> sandbox(environment);
      case PROCESS_APP -> processApp(environment);
      default -> worker(service, environment);
    }
    return environment;
  }

  /** The launcher's own settings and all passwords; other settings are handed on as they are. */
  static boolean isOurs(String variable) {
    return variable.startsWith(PREFIX)
        && (variable.endsWith("_PASSWORD")
            || variable.equals("ORDERSAGA_DB_URL")
            || variable.equals("ORDERSAGA_DATA")
            || variable.equals("ORDERSAGA_PORT_BASE")
            || variable.equals("ORDERSAGA_LOG_FORMAT"));
  }

  private void sandbox(Map<String, String> environment) {
    environment.put("ORDERSAGA_SMTP_PORT", String.valueOf(settings.portBase() + Ports.SMTP));
    environment.put("ORDERSAGA_API_URL", url(Service.PROCESS_APP));
    environment.put("ORDERSAGA_SANDBOX_OPEN", "true");
    login("client", environment);
  }

  private void processApp(Map<String, String> environment) {
    Secrets.LOGINS.forEach(user -> login(user, environment));
    Service.workers().forEach(worker -> login(worker.id(), environment));
  }

  private void worker(Service worker, Map<String, String> environment) {
    environment.put("ORDERSAGA_ENGINE_URL", url(Service.PROCESS_APP) + "/engine-rest");
    environment.put("ORDERSAGA_ENGINE_PASSWORD", secrets.login(worker.id()));
    login("operator", environment);
    login("client", environment);
    login(Secrets.ERASER, environment);
    switch (worker) {
      case PAYMENT_WORKER -> environment.put("ORDERSAGA_PAYMENTS_URL", url(Service.SANDBOX));
      case SHIPPING_WORKER -> environment.put("ORDERSAGA_CARRIER_URL", url(Service.SANDBOX));
      case NOTIFICATION_WORKER -> {
        environment.put("SPRING_MAIL_HOST", LOOPBACK);
        environment.put("SPRING_MAIL_PORT", String.valueOf(settings.portBase() + Ports.SMTP));
      }
      default -> {}
    }
  }

  private void login(String user, Map<String, String> environment) {
    environment.put(Secrets.variable(user), secrets.login(user));
  }

  private String port(Service service) {
    return String.valueOf(service.port(settings.portBase()));
  }

  private String url(Service service) {
    return "http://" + LOOPBACK + ":" + port(service);
  }
}

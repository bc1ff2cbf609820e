package org.ordersaga.local;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where a tool finds what runs from a data folder, whatever ports this terminal would use. */
final class ToolEnvironment {

  private static final String ADMIN = "admin";
  private static final String PROCESS_OWNER = "process-owner";

  private final Settings settings;
  private final RunState running;
  private final Secrets secrets;

  private ToolEnvironment(Settings settings, RunState running) {
    this.settings = settings;
    this.running = running;
    this.secrets = Secrets.ofRunning(settings);
  }

  /**
   * @throws Complaint when it is not known yet what runs where
   */
  static ToolEnvironment of(Settings settings) {
    return new ToolEnvironment(
        settings, RunState.read(settings.data()).orElseThrow(ToolEnvironment::tooEarly));
  }

  /** Replaces all passwords and addresses of ours by those that the auditor needs. */
  void audit(Map<String, String> environment) {
    String server =
        running
            .port(Postgres.NAME)
            .map("jdbc:postgresql://127.0.0.1:%d/"::formatted)
            .or(settings::databaseUrl)
            .orElseThrow(
                () ->
                    new Complaint(
                        "This installation uses another PostgreSQL; set ORDERSAGA_DB_URL as for its"
                            + " start."));
    String sandbox = url(Service.SANDBOX);
    environment.keySet().removeIf(ServiceEnvironment::isOurs);
    environment.put("ORDERSAGA_DB_URL", new Databases(server, secrets).url(""));
    environment.put(Secrets.variable(Secrets.AUDITOR), secrets.auditor());
    environment.put("ORDERSAGA_SANDBOX_URL", sandbox);
  }

  /** Replaces all passwords and addresses of ours by those that the model tool needs. */
  void model(Map<String, String> environment) {
    String processApp = url(Service.PROCESS_APP);
    environment.keySet().removeIf(ServiceEnvironment::isOurs);
    environment.put("ORDERSAGA_PROCESS_APP_URL", processApp);
    environment.put(Secrets.variable(PROCESS_OWNER), secrets.login(PROCESS_OWNER));
  }

  /** Replaces all passwords and addresses of ours by those that the eraser needs. */
  void erase(Map<String, String> environment) {
    Map<String, String> needed = new LinkedHashMap<>();
    needed.put("ORDERSAGA_PROCESS_APP_URL", url(Service.PROCESS_APP));
    needed.put(Secrets.variable(ADMIN), secrets.login(ADMIN));
    for (Service worker : Service.workers()) {
      needed.put(Secrets.variable(worker.id()).replace("_PASSWORD", "_URL"), url(worker));
    }
    needed.put(Secrets.variable(Secrets.ERASER), secrets.login(Secrets.ERASER));
    needed.put("ORDERSAGA_SANDBOX_URL", url(Service.SANDBOX));
    environment.keySet().removeIf(ServiceEnvironment::isOurs);
    environment.putAll(needed);
  }

  private String url(Service service) {
    int port = running.port(service.id()).orElseThrow(ToolEnvironment::tooEarly);
    return "http://127.0.0.1:" + port;
  }

  private static Complaint tooEarly() {
    return new Complaint("Order Saga is still starting; ask again when it is ready.");
  }
}

package org.ordersaga.local;

import java.util.Map;

/** Where the auditor finds what runs from a data folder, whatever ports this terminal would use. */
final class AuditEnvironment {

  private AuditEnvironment() {}

  /** Replaces all passwords and addresses of ours by those that the auditor needs. */
  static void put(Settings settings, Map<String, String> environment) {
    RunState running = RunState.read(settings.data()).orElseThrow(AuditEnvironment::tooEarly);
    Secrets secrets = Secrets.of(settings);
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
    int sandbox = running.port(Service.SANDBOX.id()).orElseThrow(AuditEnvironment::tooEarly);
    environment.keySet().removeIf(ServiceEnvironment::isOurs);
    environment.put("ORDERSAGA_DB_URL", new Databases(server, secrets).url(""));
    environment.put(Secrets.variable(Secrets.AUDITOR), secrets.auditor());
    environment.put("ORDERSAGA_SANDBOX_URL", "http://127.0.0.1:" + sandbox);
  }

  private static Complaint tooEarly() {
    return new Complaint("Order Saga is still starting; audit it when it is ready.");
  }
}

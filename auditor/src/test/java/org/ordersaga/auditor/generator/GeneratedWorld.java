package org.ordersaga.auditor.generator;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.ordersaga.auditor.source.Settings;
import org.ordersaga.auditor.world.Schemas;

/** All databases on the tests' PostgreSQL, filled by the generator, and the outside beside them. */
public final class GeneratedWorld implements AutoCloseable {

  private final SandboxTables outside;

  /** Makes the databases anew, with so many orders. */
  public GeneratedWorld(int orders) throws SQLException, IOException {
    Schemas.makeEmpty();
    Schemas.makeSandbox();
    try (Connection connection = Schemas.connect("camunda");
        Statement statement = connection.createStatement()) {
      // What the engine has once it has deployed the process.
      statement.execute(
          """
          insert into act_re_procdef (id_, rev_, key_, version_, suspension_state_, startable_)
          values ('order-process:1:made', 1, 'order-process', 1, 1, true);
          insert into act_ru_jobdef (id_, rev_, proc_def_id_, proc_def_key_, act_id_, job_type_,
                                     suspension_state_)
          values ('reminders', 1, 'order-process:1:made', 'order-process', 'ReminderDue',
                  'timer-transition', 1)
          """);
    }
    new Generator(Schemas::connect).generate(orders);
    outside = new SandboxTables(Schemas::connect);
  }

  /** What the auditor needs to find it. */
  public Map<String, String> environment() {
    return Map.of(
        "ORDERSAGA_DB_URL", Schemas.serverUrl(),
        "ORDERSAGA_AUDITOR_PASSWORD", Schemas.PASSWORD,
        "ORDERSAGA_SANDBOX_URL", outside.url());
  }

  /** The same, read. */
  public Settings settings() {
    return Settings.from(environment());
  }

  @Override
  public void close() {
    outside.close();
  }
}

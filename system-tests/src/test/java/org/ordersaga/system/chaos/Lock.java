package org.ordersaga.system.chaos;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A lock in a database, at which a process is stopped in the middle of its transaction. */
final class Lock implements AutoCloseable {

  private final PostgresServer postgres;
  private final Service service;
  private final Connection connection;
  private final int holder;

  private Lock(PostgresServer postgres, Service service, Connection connection, int holder) {
    this.postgres = postgres;
    this.service = service;
    this.connection = connection;
    this.holder = holder;
  }

  /** Runs a statement that locks something. */
  static Lock take(PostgresServer postgres, Service service, String sql) throws SQLException {
    Connection connection = postgres.connect(service.database(), "postgres");
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(sql);
      try (ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
        row.next();
        return new Lock(postgres, service, connection, row.getInt(1));
      }
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Waits until a process waits for it, and returns that process's name. */
  String awaitVictim() {
    return await("somebody waits for the lock")
        .atMost(Stage.PATIENCE)
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(this::victims, victims -> !victims.isEmpty())
        .get(0);
  }

  private List<String> victims() throws SQLException {
    return postgres.texts(
        service,
        "select application_name from pg_stat_activity where ? = any(pg_blocking_pids(pid))",
        holder);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

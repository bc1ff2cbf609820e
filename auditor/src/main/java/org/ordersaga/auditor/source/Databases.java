package org.ordersaga.auditor.source;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;

/**
 * One connection to each database: read-only, and in one snapshot until {@link #refresh}. Results
 * are streamed, and several may be open at a time.
 */
public final class Databases implements AutoCloseable {

  private static final int FETCH_SIZE = 2_000;
  private static final String INVALID_PASSWORD = "28P01";
  private static final String INVALID_AUTHORIZATION = "28000";
  private static final String UNKNOWN_DATABASE = "3D000";
  private static final String UNDEFINED_TABLE = "42P01";
  private static final String UNDEFINED_COLUMN = "42703";
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private final Map<Database, Connection> connections = new EnumMap<>(Database.class);

  /**
   * Connects to all of them.
   *
   * @throws CannotLook naming the first one that does not let the auditor in
   */
  public Databases(Settings settings) {
    try {
      for (Database database : Database.values()) {
        connections.put(database, connect(settings, database));
      }
      refresh();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The connection to a database. Its transaction is the snapshot; leave it open. */
  public Connection of(Database database) {
    return connections.get(database);
  }

  /** Ends the snapshots and takes new ones, as close together as it goes. */
  public void refresh() {
    connections.forEach(
        (database, connection) -> {
          try {
            connection.rollback();
            try (Statement statement = connection.createStatement()) {
              // The sorts of a large audit fit into that; the first query takes the snapshot.
              statement.execute("set local work_mem = '64MB'");
              statement.execute("select");
            }
          } catch (SQLException e) {
            throw cannotRead(database, e);
          }
        });
  }

  /** The sentence for a query that a database did not answer. */
  public static CannotLook cannotRead(Database database, SQLException e) {
    String name = database.databaseName();
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return new CannotLook(
        switch (state) {
          case INVALID_PASSWORD, INVALID_AUTHORIZATION ->
              "The database %s refused the login of the role %s; check ORDERSAGA_AUDITOR_PASSWORD."
                  .formatted(name, Settings.ROLE);
          case UNKNOWN_DATABASE ->
              "There is no database %s on this server; check ORDERSAGA_DB_URL.".formatted(name);
          case UNDEFINED_TABLE, UNDEFINED_COLUMN ->
              "The database %s has not the tables of this version (%s); start the services once."
                  .formatted(name, firstLine(e));
          case INSUFFICIENT_PRIVILEGE ->
              "The role %s may not read the database %s (%s); grant it pg_read_all_data."
                  .formatted(Settings.ROLE, name, firstLine(e));
          default ->
              "The database %s could not be read (%s); check ORDERSAGA_DB_URL and whether it runs."
                  .formatted(name, firstLine(e));
        },
        e);
  }

  private static String firstLine(SQLException e) {
    String message = e.getMessage() == null ? e.getSQLState() : e.getMessage();
    return message.lines().findFirst().orElse("").strip().replaceFirst("\\.$", "");
  }

  private static Connection connect(Settings settings, Database database) {
    Properties properties = new Properties();
    properties.setProperty("user", Settings.ROLE);
    properties.setProperty("password", settings.password());
    properties.setProperty("ApplicationName", "auditor");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("defaultRowFetchSize", String.valueOf(FETCH_SIZE));
    try {
      Connection connection =
          DriverManager.getConnection(
              settings.databaseServer() + database.databaseName() + settings.databaseParameters(),
              properties);
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return connection;
    } catch (SQLException e) {
      throw cannotRead(database, e);
    }
  }

  @Override
  public void close() {
    for (Connection connection : connections.values()) {
      try {
        connection.close();
      } catch (SQLException e) {
        // Nothing was written, so there is nothing to lose.
      }
    }
  }
}

package org.ordersaga.local;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/**
 * One database per service, owned by a user of the same name, closed to everybody else but the
 * auditor, who reads all of them except the sandbox's: that one stands for others' systems.
 */
final class Databases {

  private static final Pattern URL =
      Pattern.compile("jdbc:postgresql://(?<host>[^/?]+)/[^?]*(\\?(?<parameters>.*))?");

  private static final String READS_ALL = "pg_read_all_data";

  private final String administratorUrl;
  private final Secrets secrets;

  /**
   * @param administratorUrl a JDBC URL with the login of a user that may create databases and roles
   */
  Databases(String administratorUrl, Secrets secrets) {
    this.administratorUrl = administratorUrl;
    this.secrets = secrets;
  }

  /**
   * @return the URL
   * @throws Complaint when it has another form than {@code jdbc:postgresql://host:port/database}
   */
  static String checkUrl(String url) {
    if (!URL.matcher(url).matches()) {
      // The value may hold a password, so it is not repeated.
      throw new Complaint(
          "ORDERSAGA_DB_URL must look like"
              + " jdbc:postgresql://host:5432/postgres?user=NAME&password=PASSWORD.");
    }
    return url;
  }

  /** The JDBC URL of a service's database: same server, same parameters, no login. */
  String url(String database) {
    Matcher url = URL.matcher(administratorUrl);
    if (!url.matches()) {
      throw new IllegalStateException("checked before");
    }
    String parameters =
        Optional.ofNullable(url.group("parameters")).stream()
            .flatMap(all -> Arrays.stream(all.split("&")))
            .filter(parameter -> !parameter.matches("(user|password)=.*|"))
            .collect(Collectors.joining("&"));
    return "jdbc:postgresql://%s/%s%s"
        .formatted(url.group("host"), database, parameters.isEmpty() ? "" : "?" + parameters);
  }

  /**
   * Creates what is missing and sets the users' passwords.
   *
   * @throws SQLException when the server cannot be reached or refuses
   */
  void prepare() throws SQLException {
    try (Connection connection = DriverManager.getConnection(administratorUrl);
        Statement statement = connection.createStatement()) {
      for (Service service : Service.values()) {
        prepare(service.database(), connection, statement);
      }
      prepareAuditor(connection, statement);
    }
  }

  private void prepare(String name, Connection connection, Statement statement)
      throws SQLException {
    prepareRole(name, secrets.database(name), connection, statement);
    if (!exists("select 1 from pg_database where datname = ?", name, connection)) {
      if (!exists("select 1 where pg_has_role(?, 'set')", name, connection)) {
        // An administrator who is no superuser must be able to act for the owner.
        statement.execute("grant " + name + " to current_user");
      }
      statement.execute("create database " + name + " owner " + name);
    }
    statement.execute("revoke connect on database " + name + " from public");
  }

  private static void prepareRole(
      String name, String password, Connection connection, Statement statement)
      throws SQLException {
    if (!exists("select 1 from pg_roles where rolname = ?", name, connection)) {
      statement.execute("create role " + name + " login");
    }
    // Hashed by the driver: the server's log never sees the password.
    connection.unwrap(PGConnection.class).alterUserPassword(name, password.toCharArray(), null);
  }

  private void prepareAuditor(Connection connection, Statement statement) throws SQLException {
    prepareRole(Secrets.AUDITOR, secrets.auditor(), connection, statement);
    statement.execute("alter role auditor set default_transaction_read_only = on");
    // Managed servers often have administrators who may not give this away.
    boolean readsAll =
        exists("select 1 where pg_has_role(?, 'member with admin option')", READS_ALL, connection);
    if (readsAll) {
      statement.execute("grant " + READS_ALL + " to auditor");
    }
    for (Service service : Service.values()) {
      if (service != Service.SANDBOX) {
        statement.execute("grant connect on database " + service.database() + " to auditor");
        if (!readsAll) {
          grantTables(service.database());
        }
      }
    }
  }

  /** Lets the auditor read the tables that are there, and those that migrations will create. */
  private void grantTables(String database) throws SQLException {
    Properties login = Driver.parseURL(administratorUrl, null);
    try (Connection connection = DriverManager.getConnection(url(database), login);
        Statement statement = connection.createStatement()) {
      statement.execute("set role " + database);
      statement.execute("grant select on all tables in schema public to auditor");
      statement.execute(
          "alter default privileges in schema public grant select on tables to auditor");
    }
  }

  private static boolean exists(String query, String name, Connection connection)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet result = statement.executeQuery()) {
        return result.next();
      }
    }
  }
}

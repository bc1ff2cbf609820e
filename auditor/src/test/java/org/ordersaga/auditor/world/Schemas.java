package org.ordersaga.auditor.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.ordersaga.auditor.source.Database;
import org.ordersaga.test.TestPostgres;

/**
 * The databases that are audited, on the tests' PostgreSQL, with the services' own migrations and
 * the engine's own tables, and the role that may only read.
 */
public final class Schemas {

  /** Password of the role {@code auditor}. */
  public static final String PASSWORD = "only-for-tests";

  private static boolean made;

  private Schemas() {}

  /** JDBC URL of the server, without a database. */
  public static String serverUrl() {
    return "jdbc:postgresql://localhost:" + TestPostgres.server().getPort() + "/";
  }

  /** An administrator's connection. */
  public static Connection connect(String database) throws SQLException {
    return TestPostgres.server().getDatabase(TestPostgres.USER, database).getConnection();
  }

  /** Makes all databases anew, without data but for the catalogue. */
  public static synchronized void makeEmpty() throws SQLException, IOException {
    if (!made) {
      administer(
          "create role auditor login password '%s' in role pg_read_all_data".formatted(PASSWORD));
      administer("alter role auditor set default_transaction_read_only = on");
      for (Database database : Database.values()) {
        String name = database.databaseName();
        administer("create database " + name);
        try (Connection connection = connect(name);
            Statement statement = connection.createStatement()) {
          for (String script : scripts(database)) {
            statement.execute(script);
          }
        }
        keepEmpty(database);
      }
      made = true;
    }
    for (Database database : Database.values()) {
      makeEmpty(database);
    }
  }

  /** Makes the sandbox's own database anew, which the auditor never reads. */
  public static void makeSandbox() throws SQLException, IOException {
    administer("drop database if exists sandbox with (force)");
    administer("create database sandbox");
    try (Connection connection = connect("sandbox");
        Statement statement = connection.createStatement()) {
      for (String script : migrations("sandbox/src/main/resources/db/migration")) {
        statement.execute(script);
      }
    }
  }

  private static void keepEmpty(Database database) throws SQLException {
    String name = database.databaseName();
    administer("drop database if exists empty_%s with (force)".formatted(name));
    administer("create database empty_%s template %s".formatted(name, name));
  }

  private static void makeEmpty(Database database) throws SQLException {
    String name = database.databaseName();
    administer("drop database if exists %s with (force)".formatted(name));
    administer("create database %s template empty_%s".formatted(name, name));
  }

  private static void administer(String sql) throws SQLException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> scripts(Database database) throws IOException {
    List<String> scripts = new ArrayList<>();
    if (database == Database.CAMUNDA) {
      for (String part : List.of("engine", "history", "identity")) {
        scripts.add(engineScript(part));
      }
      scripts.addAll(migrations("process-app/src/main/resources/db/migration"));
      return scripts;
    }
    String service = database.databaseName().replaceFirst("s$", "");
    scripts.addAll(migrations("workers/worker-support/src/main/resources/db/worker-support"));
    scripts.addAll(
        migrations("workers/%s-worker/src/main/resources/db/migration".formatted(service)));
    return scripts;
  }

  private static String engineScript(String part) {
    String name =
        "/org/camunda/bpm/engine/db/create/activiti.postgres.create.%s.sql".formatted(part);
    try (InputStream in = Schemas.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> migrations(String folder) throws IOException {
    List<String> scripts = new ArrayList<>();
    try (Stream<Path> files = Files.list(projectRoot().resolve(folder))) {
      for (Path file : files.sorted(Comparator.comparing(Schemas::version)).toList()) {
        scripts.add(Files.readString(file));
      }
    }
    return scripts;
  }

  private static int version(Path file) {
    return Integer.parseInt(file.getFileName().toString().replaceFirst("V(\\d+)__.*", "$1"));
  }

  private static Path projectRoot() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("workers"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}

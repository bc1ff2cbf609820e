package org.ordersaga.auditor.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.ordersaga.auditor.source.Database;
import org.ordersaga.test.StubProvider;
import org.ordersaga.test.StubProvider.Reply;
import org.ordersaga.test.StubProvider.Request;
import picocli.CommandLine;

/** The databases and what is outside; what is changed here can be put back. */
public final class World implements AutoCloseable {

  /** Tables that orders are written to; the engine has many others. */
  private static final String TABLES =
      """
      select tablename from pg_tables
       where schemaname = '%s' and (tablename not like 'act\\_%%' or tablename in
             ('act_re_procdef', 'act_ru_execution', 'act_ru_ext_task', 'act_ru_event_subscr',
              'act_ru_job', 'act_ru_task', 'act_ru_incident', 'act_hi_procinst'))""";

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

  private final Map<Database, Connection> connections = new EnumMap<>(Database.class);
  private final Set<Database> changed = EnumSet.noneOf(Database.class);
  private final List<Map<String, Object>> ledger = new ArrayList<>();
  private final List<Map<String, Object>> parcels = new ArrayList<>();
  private final List<Map<String, Object>> inbox = new ArrayList<>();
  private final StubProvider sandbox = new StubProvider(this::answer);
  private Consumer<Request> onRequest = request -> {};
  private List<Map<String, Object>> keptLedger = List.of();
  private List<Map<String, Object>> keptParcels = List.of();
  private List<Map<String, Object>> keptInbox = List.of();
  private Instant now = Instant.parse("2026-11-01T08:00:00Z");

  /** An empty world. */
  public World() throws SQLException, IOException {
    Schemas.makeEmpty();
    sql(
        Database.CAMUNDA,
        "insert into act_re_procdef (id_, key_, version_) values ('order-process:1', 'order-process', 1)");
  }

  /** A moment later. */
  Instant tick() {
    now = now.plusSeconds(1);
    return now;
  }

  /** Changes a database; neither triggers nor foreign keys keep it from that. */
  public void sql(Database database, String sql, Object... values) {
    changed.add(database);
    try {
      Connection connection = connection(database);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < values.length; i++) {
          statement.setObject(
              i + 1, values[i] instanceof Instant time ? Timestamp.from(time) : values[i]);
        }
        statement.execute();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private Connection connection(Database database) throws SQLException {
    Connection connection = connections.get(database);
    if (connection == null) {
      connection = Schemas.connect(database.databaseName());
      try (Statement statement = connection.createStatement()) {
        statement.execute("set session_replication_role = replica");
      }
      connections.put(database, connection);
    }
    return connection;
  }

  /** The provider's ledger, oldest first; each charge is a map that may be changed. */
  public List<Map<String, Object>> ledger() {
    return ledger;
  }

  /** The charges of an order. */
  public Map<String, Object> charge(String orderId) {
    return ledger.stream()
        .filter(charge -> orderId.equals(charge.get("reference")))
        .findFirst()
        .orElseThrow();
  }

  /** The carrier's shipments, oldest first; each is a map that may be changed. */
  public List<Map<String, Object>> parcels() {
    return parcels;
  }

  /** The shipment of an order. */
  public Map<String, Object> parcel(String orderId) {
    return parcels.stream()
        .filter(parcel -> orderId.equals(parcel.get("reference")))
        .findFirst()
        .orElseThrow();
  }

  /** The inbox, newest first. */
  public List<Map<String, Object>> inbox() {
    return inbox;
  }

  /** A mail arrives. */
  public void mail(String messageId) {
    Map<String, Object> mail = new HashMap<>();
    mail.put("to", "someone@example.org");
    mail.put("subject", "About your order");
    mail.put("messageId", messageId);
    mail.put("at", tick().toString());
    inbox.add(0, mail);
  }

  /** The stub that answers for payment provider, carrier and mail server. */
  public StubProvider sandbox() {
    return sandbox;
  }

  /** Does something whenever somebody asks the sandbox, before it answers. */
  public void onRequest(Consumer<Request> action) {
    onRequest = action;
  }

  /** Remembers the world as it is. */
  public void keep() {
    for (Database database : Database.values()) {
      sql(database, "create schema kept");
      tables(database, "public", "create table kept.%1$s as select * from public.%1$s");
    }
    keptLedger = copy(ledger);
    keptParcels = copy(parcels);
    keptInbox = copy(inbox);
    changed.clear();
  }

  /** Makes the world what it was. */
  public void restore() {
    for (Database database : List.copyOf(changed)) {
      tables(
          database,
          "kept",
          "delete from public.%1$s; insert into public.%1$s overriding system value"
              + " select * from kept.%1$s");
    }
    changed.clear();
    ledger.clear();
    ledger.addAll(copy(keptLedger));
    parcels.clear();
    parcels.addAll(copy(keptParcels));
    inbox.clear();
    inbox.addAll(copy(keptInbox));
    onRequest = request -> {};
    sandbox.reset();
  }

  private void tables(Database database, String schema, String sql) {
    List<String> tables = new ArrayList<>();
    try (Statement statement = connection(database).createStatement();
        ResultSet row = statement.executeQuery(TABLES.formatted(schema))) {
      while (row.next()) {
        tables.add(row.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    sql(database, tables.stream().map(sql::formatted).collect(Collectors.joining("; ")));
  }

  private static List<Map<String, Object>> copy(List<Map<String, Object>> maps) {
    return maps.stream().<Map<String, Object>>map(HashMap::new).toList();
  }

  /** What the auditor needs to look at this world. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("ORDERSAGA_DB_URL", Schemas.serverUrl());
    environment.put("ORDERSAGA_AUDITOR_PASSWORD", Schemas.PASSWORD);
    environment.put("ORDERSAGA_SANDBOX_URL", sandbox.url());
    return environment;
  }

  private Reply answer(Request request) {
    onRequest.accept(request);
    Map<String, String> query =
        request.query() == null
            ? Map.of()
            : Arrays.stream(request.query().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    return switch (request.path()) {
      case "/payments/ledger" -> page(wanted(ledger, query), query);
      case "/shipments" -> page(wanted(parcels, query), query);
      case "/inbox" -> page(inbox, query);
      default -> new Reply(404, "{}");
    };
  }

  private static List<Map<String, Object>> wanted(
      List<Map<String, Object>> all, Map<String, String> query) {
    String reference = query.get("reference");
    return reference == null
        ? all
        : all.stream().filter(item -> reference.equals(item.get("reference"))).toList();
  }

  /** A few to the page, so that there are several. */
  private static Reply page(List<Map<String, Object>> all, Map<String, String> query) {
    int size = Math.min(7, Integer.parseInt(query.getOrDefault("size", "7")));
    int number = Integer.parseInt(query.getOrDefault("page", "0"));
    int from = Math.min(all.size(), number * size);
    int to = Math.min(all.size(), from + size);
    Map<String, Object> page = new HashMap<>();
    page.put("items", all.subList(from, to));
    page.put("page", number);
    page.put("size", size);
    page.put("total", all.size());
    page.put("next", to < all.size() ? "/next?page=" + (number + 1) : null);
    try {
      return new Reply(200, JSON.writeValueAsString(page));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Leaves the databases, so that they can be renamed or dropped. */
  public void disconnect() throws SQLException {
    for (Connection connection : connections.values()) {
      connection.close();
    }
    connections.clear();
  }

  /** What a command did. */
  public record Run(int exitCode, String out, String err) {}

  /** Takes a command's output down. */
  public static Run run(CommandLine command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        command
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Run(exitCode, out.toString(), err.toString());
  }

  @Override
  public void close() throws SQLException {
    disconnect();
    sandbox.close();
  }
}

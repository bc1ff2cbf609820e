package org.ordersaga.auditor.dossier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.ordersaga.auditor.dossier.Dossier.ClientKey;
import org.ordersaga.auditor.dossier.Dossier.CustomerOrder;
import org.ordersaga.auditor.dossier.Dossier.Event;
import org.ordersaga.auditor.dossier.Dossier.Instance;
import org.ordersaga.auditor.dossier.Dossier.Intake;
import org.ordersaga.auditor.dossier.Dossier.Message;
import org.ordersaga.auditor.dossier.Dossier.Movement;
import org.ordersaga.auditor.dossier.Dossier.Notification;
import org.ordersaga.auditor.dossier.Dossier.Payment;
import org.ordersaga.auditor.dossier.Dossier.Reservation;
import org.ordersaga.auditor.dossier.Dossier.Settlement;
import org.ordersaga.auditor.dossier.Dossier.Shipment;
import org.ordersaga.auditor.dossier.Dossier.Step;
import org.ordersaga.auditor.dossier.Dossier.ToldSettlement;
import org.ordersaga.auditor.dossier.Dossier.View;
import org.ordersaga.auditor.dossier.Dossier.Work;
import org.ordersaga.auditor.source.Charge;
import org.ordersaga.auditor.source.Database;
import org.ordersaga.auditor.source.Databases;
import org.ordersaga.auditor.source.Parcel;

/** Goes through all tables at once, in the order of the order ids, and puts dossiers together. */
public final class Archive implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Databases databases;
  private final Collection<String> only;
  private final List<Source<?>> sources = new ArrayList<>();
  private final Map<Database, List<Rows<?>>> tables = new EnumMap<>(Database.class);

  private final Source<Intake> intakes;
  private final Source<ClientKey> keys;
  private final Source<View> views;
  private final Source<Event> events;
  private final Source<Message> messages;
  private final Source<ToldSettlement> told;
  private final Source<Instance> instances;
  private final Source<Work> work;
  private final Source<CustomerOrder> customerOrders;
  private final Source<Quantity> orderLines;
  private final Source<Reservation> reservations;
  private final Source<Reservation.Line> reservationLines;
  private final Source<Movement> movements;
  private final Source<Payment> payments;
  private final Source<Shipment> shipments;
  private final Source<Notification> notifications;
  private final List<Source<Step>> steps = new ArrayList<>();
  private final List<Source<Settlement>> settlements = new ArrayList<>();
  private final Source<Charge> charges;
  private final Source<Parcel> parcels;
  private final Source<String> mails;

  /**
   * Opens everything.
   *
   * @param only the orders that are wanted, or null for all
   */
  public Archive(Databases databases, Books books, Collection<String> only) {
    this.databases = databases;
    this.only = only;
    try {
      intakes = rows(Database.CAMUNDA, Queries.INTAKES, Archive::intake);
      keys = rows(Database.CAMUNDA, Queries.KEYS, Archive::key);
      views = rows(Database.CAMUNDA, Queries.VIEWS, Archive::view);
      events = rows(Database.CAMUNDA, Queries.EVENTS, Archive::event);
      messages = rows(Database.CAMUNDA, Queries.MESSAGES, Archive::message);
      told = rows(Database.CAMUNDA, Queries.TOLD_SETTLEMENTS, Archive::told);
      instances = rows(Database.CAMUNDA, Queries.INSTANCES, Archive::instance);
      work = rows(Database.CAMUNDA, Queries.WORK, Archive::work);
      customerOrders = rows(Database.ORDERS, Queries.CUSTOMER_ORDERS, Archive::customerOrder);
      orderLines = rows(Database.ORDERS, Queries.ORDER_LINES, Archive::quantity);
      reservations = rows(Database.INVENTORY, Queries.RESERVATIONS, Archive::reservation);
      reservationLines = rows(Database.INVENTORY, Queries.RESERVATION_LINES, Archive::line);
      movements = rows(Database.INVENTORY, Queries.MOVEMENTS, Archive::movement);
      payments = rows(Database.PAYMENTS, Queries.PAYMENTS, Archive::payment);
      shipments = rows(Database.SHIPPING, Queries.SHIPMENTS, Archive::shipment);
      notifications = rows(Database.NOTIFICATIONS, Queries.NOTIFICATIONS, Archive::notification);
      for (Database database : Database.values()) {
        if (database != Database.CAMUNDA) {
          steps.add(rows(database, Queries.STEPS, row -> step(database, row)));
          settlements.add(rows(database, Queries.SETTLEMENTS, row -> settlement(database, row)));
        }
      }
      open();
      charges = add(new Kept<>(books.charges(), only));
      parcels = add(new Kept<>(books.parcels(), only));
      mails = add(new Kept<>(books.mails(), only));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Hands over one dossier after the other. */
  public void forEach(Consumer<Dossier> reader) {
    for (String orderId = next(); orderId != null; orderId = next()) {
      reader.accept(dossier(orderId));
    }
  }

  private String next() {
    return sources.stream()
        .map(Source::orderId)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private Dossier dossier(String orderId) {
    return new Dossier(
        orderId,
        one(intakes, orderId),
        keys.take(orderId),
        one(views, orderId),
        events.take(orderId),
        messages.take(orderId),
        told.take(orderId),
        instances.take(orderId),
        work.take(orderId),
        withLines(one(customerOrders, orderId), orderLines.take(orderId)),
        withLines(one(reservations, orderId), reservationLines.take(orderId)),
        movements.take(orderId),
        one(payments, orderId),
        one(shipments, orderId),
        notifications.take(orderId),
        all(steps, orderId),
        all(settlements, orderId),
        charges.take(orderId),
        parcels.take(orderId),
        mails.take(orderId));
  }

  private <T> Source<T> rows(Database database, String query, Rows.Mapper<T> mapper) {
    Rows<T> rows = new Rows<>(databases, database, query, only, mapper);
    tables.computeIfAbsent(database, name -> new ArrayList<>()).add(rows);
    return add(rows);
  }

  /** The databases sort at the same time, while the outside is being read. */
  private void open() {
    try (Readings readings = new Readings()) {
      List<Runnable> sorts = new ArrayList<>();
      tables.values().forEach(rows -> sorts.add(() -> rows.forEach(Rows::open)));
      readings.begin(sorts);
      readings.await();
    }
  }

  private <S extends Source<?>> S add(S source) {
    sources.add(source);
    return source;
  }

  /** The one row of a table whose key is the order id. */
  private static <T> T one(Source<T> source, String orderId) {
    List<T> rows = source.take(orderId);
    return rows.isEmpty() ? null : rows.get(0);
  }

  private static <T> List<T> all(List<Source<T>> sources, String orderId) {
    List<T> all = new ArrayList<>();
    sources.forEach(source -> all.addAll(source.take(orderId)));
    return all;
  }

  private record Quantity(String sku, int quantity) {}

  private static CustomerOrder withLines(CustomerOrder order, List<Quantity> lines) {
    if (order != null) {
      lines.forEach(line -> order.lines().merge(line.sku(), line.quantity(), Integer::sum));
    }
    return order;
  }

  private static Reservation withLines(Reservation reservation, List<Reservation.Line> lines) {
    if (reservation != null) {
      reservation.lines().addAll(lines);
    }
    return reservation;
  }

  private static Intake intake(ResultSet row) throws SQLException {
    return new Intake(row.getString("content_hash"), row.getString("answer"));
  }

  private static ClientKey key(ResultSet row) throws SQLException {
    return new ClientKey(row.getString("nr"), row.getString("given_order_id"));
  }

  private static View view(ResultSet row) throws SQLException {
    return new View(
        row.getString("process_instance_id"),
        row.getString("status"),
        row.getString("cancellation"),
        row.getString("currency"),
        lines(row.getString("lines")),
        row.getObject("total_amount", Long.class),
        row.getString("failure_reason"));
  }

  private static Map<String, Integer> lines(String json) {
    Map<String, Integer> lines = new TreeMap<>();
    try {
      for (JsonNode line : JSON.readTree(json)) {
        lines.merge(line.path("sku").asText(), line.path("quantity").asInt(), Integer::sum);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL keeps nothing but JSON in a jsonb", e);
    }
    return lines;
  }

  private static Event event(ResultSet row) throws SQLException {
    return new Event(
        row.getString("kind"),
        row.getString("from_status"),
        row.getString("to_status"),
        row.getString("topic"),
        row.getString("message"));
  }

  private static Message message(ResultSet row) throws SQLException {
    return new Message(
        row.getString("nr"),
        row.getString("state"),
        row.getInt("answer_status"),
        row.getString("answer"));
  }

  private static ToldSettlement told(ResultSet row) throws SQLException {
    return new ToldSettlement(row.getString("nr"), row.getString("state"));
  }

  private static Instance instance(ResultSet row) throws SQLException {
    return new Instance(row.getString("nr"), row.getBoolean("ended"), row.getBoolean("running"));
  }

  private static Work work(ResultSet row) throws SQLException {
    return new Work(
        Work.Kind.valueOf(row.getString("kind")),
        row.getString("activity"),
        row.getString("detail"));
  }

  private static CustomerOrder customerOrder(ResultSet row) throws SQLException {
    return new CustomerOrder(
        row.getString("status"),
        row.getString("currency"),
        row.getObject("total_amount", Long.class),
        row.getString("failure_reason"),
        new TreeMap<>());
  }

  private static Quantity quantity(ResultSet row) throws SQLException {
    return new Quantity(row.getString("nr"), row.getInt("quantity"));
  }

  private static Reservation reservation(ResultSet row) throws SQLException {
    return new Reservation(
        row.getString("status"),
        row.getLong("total_amount"),
        row.getString("currency"),
        instant(row, "created_at"),
        new ArrayList<>(2));
  }

  private static Reservation.Line line(ResultSet row) throws SQLException {
    return new Reservation.Line(
        row.getString("nr"),
        row.getInt("quantity"),
        row.getLong("unit_price"),
        row.getObject("price", Long.class),
        row.getString("currency"));
  }

  private static Movement movement(ResultSet row) throws SQLException {
    return new Movement(row.getString("sku"), row.getString("kind"), row.getLong("quantity"));
  }

  private static Payment payment(ResultSet row) throws SQLException {
    return new Payment(
        row.getString("idempotency_key"),
        row.getString("state"),
        row.getLong("amount"),
        row.getString("currency"),
        row.getString("charge_id"),
        row.getLong("captured"),
        row.getLong("refunded"));
  }

  private static Shipment shipment(ResultSet row) throws SQLException {
    return new Shipment(
        row.getString("idempotency_key"), row.getString("state"), row.getString("shipment_id"));
  }

  private static Notification notification(ResultSet row) throws SQLException {
    return new Notification(row.getString("nr"), row.getString("event"), row.getString("state"));
  }

  private static Step step(Database database, ResultSet row) throws SQLException {
    return new Step(
        database,
        row.getString("step"),
        row.getString("occurrence"),
        row.getString("state"),
        instant(row, "undone_at"),
        row.getString("undo_refusal_code"));
  }

  private static Settlement settlement(Database database, ResultSet row) throws SQLException {
    return new Settlement(
        database,
        row.getString("step"),
        row.getString("occurrence"),
        row.getString("state"),
        row.getString("reported"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  @Override
  public void close() {
    for (Source<?> source : sources) {
      if (source instanceof Rows<?> rows) {
        rows.close();
      }
    }
  }
}

package org.ordersaga.process.orderlog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What is on its way into the order log. Within a command of the engine it is gathered, and written
 * when the command ends, before the engine writes a row of its own ({@link EntriesSession}): the
 * events of all orders of the command in one statement. Whoever is in no command writes at once.
 *
 * <p>It is gathered by transaction, not by command: a command within a command writes what was said
 * before it first, whether or not it has a context of its own, and a transaction within another one
 * writes nothing of that one. What fails is rolled back, and its entries are forgotten.
 */
@Component
class Entries {

  /**
   * All that lock the rows of several orders do it in this order, by the bytes of the instance's
   * id, or they could wait for each other.
   */
  private static final String LOCKED =
      """
      with locked as materialized (
        select order_id, process_instance_id from order_view
         where process_instance_id = any(:instances)
         order by process_instance_id collate "C" for no key update)
      """;

  /**
   * Numbers are drawn in the order of the sorted rows, and after the rows' locks were had: nothing
   * is sorted before all of it is there.
   */
  private static final String EVENTS =
      LOCKED
          + """
          insert into order_event (order_id, time, kind, data)
          select locked.order_id, clock_timestamp(), entry.kind, entry.data::jsonb
            from unnest(:of::text[], :kinds::text[], :data::text[]) with ordinality
                   as entry (instance, kind, data, place)
            join locked on locked.process_instance_id = entry.instance
           order by entry.place
          """;

  /**
   * What of an order's facts is not named stays as it is. The array is there before the first row
   * is changed, so all rows are locked then; and rows are found by the index, whatever PostgreSQL
   * believes about the number of orders.
   */
  private static final String FACTS =
      LOCKED
          + """
          , given as materialized (select :facts::jsonb as facts)
          update order_view v
             set total_amount =
                   (jsonb_populate_record(v, facts -> v.process_instance_id)).total_amount,
                 failure_reason =
                   (jsonb_populate_record(v, facts -> v.process_instance_id)).failure_reason,
                 failure_message =
                   (jsonb_populate_record(v, facts -> v.process_instance_id)).failure_message
            from given
           where v.process_instance_id = any(array(select l.process_instance_id from locked l))
          """;

  private record Event(String instance, EventKind kind, String data) {}

  /** Of one transaction: bound to its thread, but for the time of another one in between. */
  private final class Gathered implements TransactionSynchronization {

    private final List<Event> events = new ArrayList<>();

    /** By process instance, and then by column. */
    private final Map<String, Map<String, Object>> facts = new LinkedHashMap<>();

    /** The instances of these whose rows this transaction does not hold, and of those it does. */
    private final Set<String> unlocked = new HashSet<>();

    private final Set<String> locked = new HashSet<>();

    private void isAbout(String instance) {
      if (!locked.contains(instance)) {
        unlocked.add(instance);
      }
    }

    /** Not only those of the events: what comes after them must find its rows locked. */
    private String[] instances() {
      return Stream.concat(events.stream().map(Event::instance), unlocked.stream())
          .distinct()
          .toArray(String[]::new);
    }

    private String[] ofEach(Function<Event, String> field) {
      return events.stream().map(field).toArray(String[]::new);
    }

    private void isWritten() {
      events.clear();
      facts.clear();
      locked.addAll(unlocked);
      unlocked.clear();
    }

    @Override
    public void suspend() {
      TransactionSynchronizationManager.unbindResource(Entries.this);
    }

    @Override
    public void resume() {
      TransactionSynchronizationManager.bindResource(Entries.this, this);
    }

    /** What a transaction of its own says within a command does not wait for the command's end. */
    @Override
    public void beforeCommit(boolean readOnly) {
      write();
    }

    @Override
    public void afterCompletion(int status) {
      TransactionSynchronizationManager.unbindResourceIfPossible(Entries.this);
    }
  }

  private final JdbcClient jdbc;
  private final ObjectMapper json;

  Entries(JdbcClient jdbc, ObjectMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /** An event of an order; of an instance that is not that of an accepted order, nothing. */
  void event(String instance, EventKind kind, Map<String, ?> data) {
    Gathered gathered = ofTransaction();
    gathered.events.add(new Event(instance, kind, toJson(data)));
    gathered.isAbout(instance);
    writeInTime();
  }

  /**
   * What an order's row says besides its state, so that no decision waits for it.
   *
   * @param column {@code total_amount}, {@code failure_reason} or {@code failure_message}
   * @param value null takes it away
   */
  void fact(String instance, String column, Object value) {
    Gathered gathered = ofTransaction();
    gathered.facts.computeIfAbsent(instance, known -> new HashMap<>()).put(column, value);
    gathered.isAbout(instance);
    writeInTime();
  }

  private void writeInTime() {
    CommandContext command = Context.getCommandContext();
    if (command == null) {
      write();
    } else {
      command.getSession(EntriesSession.class);
    }
  }

  /**
   * To be called before an order's row is locked otherwise. A command that changes several orders
   * takes them in the order in which rows are locked; so those that it has only spoken of, and not
   * locked yet, come before this one. The order's own events may wait: they keep their order.
   */
  void beforeLocking(String instance) {
    Gathered gathered = ofTransaction();
    gathered.unlocked.remove(instance);
    if (!gathered.unlocked.isEmpty()) {
      write();
    }
    gathered.locked.add(instance);
  }

  /** Writes what the transaction has said so far. */
  void write() {
    Gathered gathered = ofTransaction();
    if (!gathered.events.isEmpty()) {
      jdbc.sql(EVENTS)
          .param("instances", gathered.instances())
          .param("of", gathered.ofEach(Event::instance))
          .param("kinds", gathered.ofEach(event -> event.kind().name()))
          .param("data", gathered.ofEach(Event::data))
          .update();
    }
    if (!gathered.facts.isEmpty()) {
      jdbc.sql(FACTS)
          .param("instances", gathered.facts.keySet().toArray(String[]::new))
          .param("facts", toJson(gathered.facts))
          .update();
    }
    gathered.isWritten();
  }

  private Gathered ofTransaction() {
    Gathered gathered = (Gathered) TransactionSynchronizationManager.getResource(this);
    if (gathered == null) {
      gathered = new Gathered();
      TransactionSynchronizationManager.registerSynchronization(gathered);
      TransactionSynchronizationManager.bindResource(this, gathered);
    }
    return gathered;
  }

  String toJson(Object data) {
    try {
      return json.writeValueAsString(data);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("An entry of the order log cannot be written", e);
    }
  }
}

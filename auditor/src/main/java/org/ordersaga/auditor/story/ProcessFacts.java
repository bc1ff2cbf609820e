package org.ordersaga.auditor.story;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.ordersaga.auditor.source.Database;
import org.ordersaga.auditor.story.Fact.Manner;

/** What process-app and its engine know. */
final class ProcessFacts {

  private static final String LOG = "process-app log";
  private static final String INTAKE = "process-app intake";
  private static final String MESSAGES = "process-app messages";
  private static final String ENGINE = "process-app engine";
  private static final String SETTLEMENTS = "process-app settlements";

  /** Refusals that no worker spoke: process-app stopped the step. */
  private static final Set<String> STOPS = Set.of("EXPIRED", "GIVEN_UP", "CANCELLED");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Questions questions;
  private final List<Fact> facts;

  ProcessFacts(Questions questions, List<Fact> facts) {
    this.questions = questions;
    this.facts = facts;
  }

  void collect() {
    intake();
    events();
    messages();
    settlements();
    engine();
  }

  /** The order as everybody may see it; null if process-app does not know it. */
  OrderState state() {
    List<OrderState> states = new ArrayList<>();
    questions.each(
        Database.CAMUNDA,
        """
        select status, cancellation, failure_reason, total_amount, currency from order_view
         where order_id = ?
        """,
        row ->
            states.add(
                new OrderState(
                    row.getString("status"),
                    row.getString("cancellation"),
                    row.getString("failure_reason"),
                    row.getObject("total_amount", Long.class),
                    row.getString("currency"))));
    return states.isEmpty() ? null : states.get(0);
  }

  /** Where the process instance stands now, one line for each place; empty once it has ended. */
  List<String> stands() {
    List<String> places = new ArrayList<>();
    questions.each(
        Database.CAMUNDA,
        """
        select e.act_id_, t.topic_name_, t.retries_, i.incident_type_, i.incident_msg_,
               u.id_ as user_task
          from act_ru_execution p
          join act_ru_execution e on e.proc_inst_id_ = p.id_ and e.act_id_ is not null
           and e.is_active_
          left join act_ru_ext_task t on t.execution_id_ = e.id_
          left join act_ru_incident i on i.execution_id_ = e.id_
          left join act_ru_task u on u.execution_id_ = e.id_
         where p.business_key_ = ? and p.parent_id_ is null order by e.act_id_
        """,
        row -> places.add(place(row)));
    return places;
  }

  private static String place(ResultSet row) throws SQLException {
    StringJoiner place = new StringJoiner(", ");
    place.add(row.getString("act_id_"));
    if (row.getString("topic_name_") != null) {
      place.add("waits for " + row.getString("topic_name_"));
    }
    if (row.getString("user_task") != null) {
      place.add("waits for a person");
    }
    Integer retries = row.getObject("retries_", Integer.class);
    if (retries != null) {
      place.add(retries + " retries left");
    }
    if (row.getString("incident_type_") != null) {
      place.add(
          "incident "
              + Code.of(row.getString("incident_msg_")).orElse(row.getString("incident_type_")));
    }
    return place.toString();
  }

  private void intake() {
    questions.each(
        Database.CAMUNDA,
        """
        select v.accepted_at,
               (select count(*) from idempotency_key k where k.order_id = i.order_id) as keys
          from order_intake i join order_view v using (order_id) where i.order_id = ?
        """,
        row -> {
          long keys = row.getLong("keys");
          facts.add(
              new Fact(
                  Questions.time(row, "accepted_at"),
                  INTAKE,
                  "order taken in"
                      + (keys == 0 ? "" : ", known by " + keys + " idempotency key(s)"),
                  Manner.CALL,
                  Party.CUSTOMER,
                  Party.PROCESS_APP));
        });
  }

  private void events() {
    questions.each(
        Database.CAMUNDA,
        "select time, kind, data from order_event where order_id = ? order by sequence",
        row ->
            facts.add(
                event(
                    Questions.time(row, "time"),
                    row.getString("kind"),
                    parsed(row.getString("data")))));
  }

  private static Fact event(Instant time, String kind, JsonNode data) {
    String what = kind + details(data);
    Party worker = Party.ofTopic(data.path("topic").asText());
    return switch (kind) {
      case "STEP_STARTED" -> new Fact(time, LOG, what, Manner.CALL, Party.PROCESS_APP, worker);
      case "STEP_COMPLETED", "STEP_UNDONE", "SETTLEMENT_OPENED", "SETTLEMENT_CONFIRMED" ->
          new Fact(time, LOG, what, Manner.ANSWER, worker, Party.PROCESS_APP);
      case "STEP_REFUSED", "STEP_ATTEMPT_FAILED" ->
          STOPS.contains(data.path("code").asText())
              ? Fact.note(time, LOG, Party.PROCESS_APP, what)
              : new Fact(time, LOG, what, Manner.REFUSAL, worker, Party.PROCESS_APP);
      case "UNDONE_BY_HAND",
          "SETTLEMENT_ACCEPTED",
          "NOTIFICATION_REPEATED",
          "RETRY_REQUESTED",
          "RETRIES_RAISED" ->
          Fact.note(time, LOG, Party.PROCESS_APP, what + declared(data));
      case "DELIVERY_REQUESTED" ->
          new Fact(time, LOG, what, Manner.CALL, Party.CARRIER, Party.PROCESS_APP);
      case "CANCELLATION_REQUESTED" ->
          new Fact(time, LOG, what, Manner.CALL, Party.CUSTOMER, Party.PROCESS_APP);
      default -> Fact.note(time, LOG, Party.PROCESS_APP, what);
    };
  }

  /** Names and codes only: sentences may be an operator's own, and say too much. */
  private static String details(JsonNode data) {
    StringJoiner details = new StringJoiner(", ", " ", "");
    details.setEmptyValue("");
    for (String field : List.of("step", "topic", "type", "code", "decision")) {
      if (data.hasNonNull(field)) {
        details.add(data.get(field).asText());
      }
    }
    if (data.hasNonNull("from") && data.hasNonNull("to")) {
      details.add(data.get("from").asText() + " to " + data.get("to").asText());
    }
    JsonNode receipt = data.path("receipt");
    if (receipt.hasNonNull("reference")) {
      details.add(receipt.get("reference").asText());
    }
    if (receipt.hasNonNull("amount") && receipt.hasNonNull("currency")) {
      details.add(Amount.of(receipt.get("amount").asLong(), receipt.get("currency").asText()));
    }
    return details.toString();
  }

  /** Who acted as an operator, and why: what an audit of something done by hand has to show. */
  private static String declared(JsonNode data) {
    return " %s by %s: %s"
        .formatted(
            data.path("event").asText(""), data.path("by").asText(), data.path("reason").asText())
        .replaceFirst("^  ", " ");
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL returned invalid jsonb", e);
    }
  }

  private void messages() {
    questions.each(
        Database.CAMUNDA,
        "select kind, state, requested_at, settled_at from order_message where order_id = ?",
        row -> {
          String kind = row.getString("kind");
          facts.add(
              Fact.note(
                  Questions.time(row, "requested_at"),
                  MESSAGES,
                  Party.PROCESS_APP,
                  kind + " stored"));
          Instant settled = Questions.time(row, "settled_at");
          if (settled != null) {
            facts.add(
                Fact.note(
                    settled, MESSAGES, Party.PROCESS_APP, kind + " " + row.getString("state")));
          }
        });
  }

  private void settlements() {
    questions.eachIfThere(
        Database.CAMUNDA,
        "order_settlement",
        "select topic, opened_at, confirmed_at from order_settlement where order_id = ?",
        row -> {
          String topic = row.getString("topic");
          facts.add(
              Fact.note(
                  Questions.time(row, "opened_at"),
                  SETTLEMENTS,
                  Party.PROCESS_APP,
                  "settlement of " + topic + " OPEN"));
          Instant confirmed = Questions.time(row, "confirmed_at");
          if (confirmed != null) {
            facts.add(
                Fact.note(
                    confirmed,
                    SETTLEMENTS,
                    Party.PROCESS_APP,
                    "settlement of " + topic + " CONFIRMED"));
          }
        });
  }

  private void engine() {
    questions.each(
        Database.CAMUNDA,
        """
        select id_, state_, start_time_, end_time_, end_act_id_ from act_hi_procinst
         where business_key_ = ? and proc_def_key_ = 'order-process'
        """,
        row -> {
          String instance = "process instance " + row.getString("id_");
          facts.add(
              Fact.note(
                  engineTime(row, "start_time_"), ENGINE, Party.PROCESS_APP, instance + " began"));
          if (row.getTimestamp("end_time_") != null) {
            String end = row.getString("end_act_id_");
            facts.add(
                Fact.note(
                    engineTime(row, "end_time_"),
                    ENGINE,
                    Party.PROCESS_APP,
                    instance + " " + row.getString("state_") + (end == null ? "" : " at " + end)));
          }
        });
    questions.each(
        Database.CAMUNDA,
        """
        select i.incident_timestamp_, i.incident_type_, i.activity_id_, i.incident_msg_
          from act_ru_incident i join act_ru_execution p on p.id_ = i.proc_inst_id_
         where p.business_key_ = ?
        """,
        row ->
            facts.add(
                Fact.note(
                    engineTime(row, "incident_timestamp_"),
                    ENGINE,
                    Party.PROCESS_APP,
                    "incident at %s: %s"
                        .formatted(
                            row.getString("activity_id_"),
                            Code.of(row.getString("incident_msg_"))
                                .orElse(row.getString("incident_type_"))))));
  }

  /** The engine writes its zone's time without the zone, and the auditor runs where it runs. */
  private static Instant engineTime(ResultSet row, String column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time.toInstant();
  }
}

package org.ordersaga.auditor.story;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ordersaga.auditor.source.Database;
import org.ordersaga.auditor.story.Fact.Manner;

/** What the workers wrote down: the step ledgers, the settlements, and the effects themselves. */
final class WorkerFacts {

  private static final Map<Database, Party> WORKERS =
      new EnumMap<>(
          Map.of(
              Database.ORDERS, Party.ORDER_WORKER,
              Database.INVENTORY, Party.INVENTORY_WORKER,
              Database.PAYMENTS, Party.PAYMENT_WORKER,
              Database.SHIPPING, Party.SHIPPING_WORKER,
              Database.NOTIFICATIONS, Party.NOTIFICATION_WORKER));

  /** States in which the outside said no. */
  private static final Set<String> NOES = Set.of("DECLINED", "REJECTED");

  private final Questions questions;
  private final List<Fact> facts;

  WorkerFacts(Questions questions, List<Fact> facts) {
    this.questions = questions;
    this.facts = facts;
  }

  void collect() {
    WORKERS.keySet().forEach(this::ledger);
    WORKERS.keySet().forEach(this::settlements);
    order();
    reservation();
    movements();
    payment();
    shipment();
    notifications();
  }

  private void ledger(Database database) {
    questions.each(
        database,
        """
        select step, occurrence, state, refusal_code, undo_refusal_code, started_at, ended_at,
               undone_at
          from step_execution where order_id = ? order by started_at
        """,
        row -> {
          String step = step(row);
          String state = row.getString("state");
          note(
              database,
              " ledger",
              Questions.time(row, "started_at"),
              step
                  + switch (state) {
                    case "INTENDED" -> " began, its outcome is in doubt";
                    case "TOMBSTONE" -> " was undone before it came";
                    default -> " began";
                  });
          note(database, " ledger", Questions.time(row, "ended_at"), step + outcome(row));
          note(
              database,
              " ledger",
              Questions.time(row, "undone_at"),
              step
                  + switch (state) {
                    case "UNDONE" -> " undone";
                    case "MANUAL" -> " undone by hand (MANUAL)";
                    case "TOMBSTONE" -> " will never run: tombstone";
                    default -> " asked to be undone, there was nothing to undo";
                  });
        });
  }

  private static String outcome(ResultSet row) throws SQLException {
    String code = row.getString("refusal_code");
    String undoCode = row.getString("undo_refusal_code");
    return (code == null
            ? " done"
            : row.getString("state").equals("GIVEN_UP")
                ? " given up with " + code + ", its outcome is in doubt"
                : " refused with " + code)
        + (undoCode == null ? "" : "; its undo was refused with " + undoCode);
  }

  private static String step(ResultSet row) throws SQLException {
    String occurrence = row.getString("occurrence");
    return row.getString("step") + (occurrence.isEmpty() ? "" : " " + occurrence);
  }

  private void settlements(Database database) {
    questions.eachIfThere(
        database,
        "settlement",
        """
        select step, occurrence, attempts, last_problem, opened_at, confirmed_at
          from settlement where order_id = ?
        """,
        row -> {
          String settlement = "settlement of " + step(row);
          note(
              database,
              " settlements",
              Questions.time(row, "opened_at"),
              settlement
                  + " opened, %d attempt(s) so far".formatted(row.getInt("attempts"))
                  + Code.of(row.getString("last_problem"))
                      .map(code -> ", last " + code)
                      .orElse(""));
          note(
              database,
              " settlements",
              Questions.time(row, "confirmed_at"),
              settlement + " confirmed by the provider");
        });
  }

  private void order() {
    questions.each(
        Database.ORDERS,
        """
        select status, failure_reason, created_at, changed_at from customer_order
         where order_id = ?
        """,
        row -> {
          note(Database.ORDERS, "", Questions.time(row, "created_at"), "order written down");
          String reason = row.getString("failure_reason");
          note(
              Database.ORDERS,
              "",
              Questions.time(row, "changed_at"),
              "order is " + row.getString("status") + (reason == null ? "" : ", " + reason));
        });
  }

  private void reservation() {
    questions.each(
        Database.INVENTORY,
        """
        select status, total_amount, currency, created_at, changed_at from reservation
         where order_id = ?
        """,
        row -> {
          note(
              Database.INVENTORY,
              "",
              Questions.time(row, "created_at"),
              "reservation over "
                  + Amount.of(row.getLong("total_amount"), row.getString("currency")));
          note(
              Database.INVENTORY,
              "",
              Questions.time(row, "changed_at"),
              "reservation is " + row.getString("status"));
        });
  }

  private void movements() {
    questions.each(
        Database.INVENTORY,
        "select kind, sku, quantity, at from stock_movement where order_id = ? order by id",
        row ->
            note(
                Database.INVENTORY,
                " stock",
                Questions.time(row, "at"),
                "%s %d of %s"
                    .formatted(
                        row.getString("kind"), row.getInt("quantity"), row.getString("sku"))));
  }

  private void payment() {
    questions.each(
        Database.PAYMENTS,
        """
        select state, amount, currency, charge_id, captured, refunded, created_at, updated_at
          from payment where order_id = ?
        """,
        row -> {
          String currency = row.getString("currency");
          note(
              Database.PAYMENTS,
              "",
              Questions.time(row, "created_at"),
              "payment of " + Amount.of(row.getLong("amount"), currency) + " intended");
          String charge = row.getString("charge_id");
          answered(
              Database.PAYMENTS,
              Party.PAYMENT_PROVIDER,
              Questions.time(row, "updated_at"),
              row.getString("state"),
              "payment is %s, captured %s, refunded %s%s"
                  .formatted(
                      row.getString("state"),
                      Amount.of(row.getLong("captured"), currency),
                      Amount.of(row.getLong("refunded"), currency),
                      charge == null ? "" : ", " + charge));
        });
  }

  private void shipment() {
    questions.each(
        Database.SHIPPING,
        "select state, shipment_id, created_at, updated_at from shipment where order_id = ?",
        row -> {
          note(Database.SHIPPING, "", Questions.time(row, "created_at"), "shipment intended");
          String id = row.getString("shipment_id");
          answered(
              Database.SHIPPING,
              Party.CARRIER,
              Questions.time(row, "updated_at"),
              row.getString("state"),
              "shipment is " + row.getString("state") + (id == null ? "" : ", " + id));
        });
  }

  private void notifications() {
    questions.each(
        Database.NOTIFICATIONS,
        "select message_id, created_at, sent_at from notification where order_id = ?",
        row -> {
          String message = "message " + row.getString("message_id");
          note(
              Database.NOTIFICATIONS, "", Questions.time(row, "created_at"), message + " intended");
          answered(
              Database.NOTIFICATIONS,
              Party.MAIL_SERVER,
              Questions.time(row, "sent_at"),
              "SENT",
              message + " sent");
        });
  }

  /** What a worker wrote down last is what the outside had told it, once the outside has. */
  private void answered(Database database, Party outside, Instant time, String state, String what) {
    if (time != null && !Set.of("INTENDED", "MANUAL").contains(state)) {
      Party worker = WORKERS.get(database);
      Manner manner = NOES.contains(state) ? Manner.REFUSAL : Manner.ANSWER;
      facts.add(new Fact(time, worker.label(), what, manner, outside, worker));
    }
  }

  /** Without a time it has not happened. */
  private void note(Database database, String part, Instant time, String what) {
    if (time != null) {
      Party worker = WORKERS.get(database);
      facts.add(Fact.note(time, worker.label() + part, worker, what));
    }
  }
}

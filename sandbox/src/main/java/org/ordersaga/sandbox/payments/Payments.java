package org.ordersaga.sandbox.payments;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.ordersaga.sandbox.web.Ids;
import org.ordersaga.sandbox.web.Paging;
import org.ordersaga.sandbox.web.Problems;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The provider's books. Every change is one transaction that first makes the row of its idempotency
 * key, or waits for it: of two requests with one key, the second sees what became of the first.
 */
@Service
class Payments {

  private final JdbcClient jdbc;

  Payments(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Takes the money, or declines to, once for a key.
   *
   * @return the charge, which may be declined, and may be older than this call
   */
  @Transactional
  Charge charge(String key, Charge.Order order) {
    Optional<Decline> decline = Decline.of(order.token());
    jdbc.sql(
            """
            insert into charge (idempotency_key, charge_id, status, reference, amount, currency,
                                token, decline_code, captured)
            values (:key, :id, :status, :reference, :amount, :currency, :token, :decline, :captured)
            on conflict (idempotency_key) do nothing
            """)
        .param("key", key)
        .param("id", decline.isEmpty() ? Ids.next("ch_") : null)
        .param(
            "status", (decline.isEmpty() ? Charge.Status.CAPTURED : Charge.Status.DECLINED).name())
        .param("reference", order.reference())
        .param("amount", order.amount())
        .param("currency", order.currency())
        .param("token", order.token())
        .param("decline", decline.map(Decline::code).orElse(null))
        .param("captured", decline.isEmpty() ? order.amount() : 0)
        .update();
    Charge charge = lockByKey(key);
    charge.answers(order);
    return charge;
  }

  /** What became of a key; a tombstone counts. */
  @Transactional(readOnly = true)
  Optional<Charge> find(String key) {
    return jdbc.sql("select * from charge where idempotency_key = :key")
        .param("key", key)
        .query(Payments::charge)
        .optional();
  }

  /**
   * Gives money back, once for a key.
   *
   * @param amount in minor units, or null for all that is left
   */
  @Transactional
  Refund.View refund(String chargeId, String key, Long amount) {
    // The lock of the charge also orders the refunds of a key: a key belongs to one charge.
    Charge charge =
        jdbc.sql("select * from charge where charge_id = :id for update")
            .param("id", chargeId)
            .query(Payments::charge)
            .optional()
            .orElseThrow(() -> Problems.notFound("There is no charge with this id."));
    Optional<Refund> earlier =
        jdbc.sql("select * from refund where idempotency_key = :key")
            .param("key", key)
            .query(Payments::refund)
            .optional();
    if (earlier.isPresent()) {
      return repeat(earlier.get(), charge, amount);
    }
    long refundable = charge.refundable(amount);
    int inserted =
        jdbc.sql(
                """
                insert into refund (refund_id, idempotency_key, charge_id, requested, amount)
                values (:id, :key, :charge, :requested, :amount)
                on conflict (idempotency_key) do nothing
                """)
            .param("id", Ids.next("re_"))
            .param("key", key)
            .param("charge", chargeId)
            .param("requested", amount)
            .param("amount", refundable)
            .update();
    if (inserted == 0) {
      // At the same moment, for another charge.
      throw Problems.keyReused();
    }
    jdbc.sql("update charge set refunded = refunded + :amount where charge_id = :charge")
        .param("amount", refundable)
        .param("charge", chargeId)
        .update();
    return jdbc.sql("select * from refund where idempotency_key = :key")
        .param("key", key)
        .query(Payments::refund)
        .single()
        .view(charge.order().currency());
  }

  private static Refund.View repeat(Refund earlier, Charge charge, Long amount) {
    boolean same =
        earlier.chargeId().equals(charge.id()) && Objects.equals(earlier.requested(), amount);
    if (!same) {
      throw Problems.keyReused();
    }
    return earlier.view(charge.order().currency());
  }

  /**
   * Gives back what was captured with a key, and makes sure that nothing ever will be. Repeats
   * change nothing.
   */
  @Transactional
  Charge voidKey(String key) {
    jdbc.sql(
            """
            insert into charge (idempotency_key, status) values (:key, 'VOIDED')
            on conflict (idempotency_key)
            do update set status = 'VOIDED', refunded = charge.captured
            """)
        .param("key", key)
        .update();
    return lockByKey(key);
  }

  /** Charges that took money, oldest first; those that were given back as well. */
  @Transactional(readOnly = true)
  Paging.Page<Charge.View> ledger(String reference, Paging paging) {
    // Spelled out, so that each of the two has an index.
    String wanted = reference == null ? "captured > 0" : "captured > 0 and reference = :reference";
    long total =
        jdbc.sql("select count(*) from charge where " + wanted)
            .param("reference", reference)
            .query(Long.class)
            .single();
    List<Charge.View> items =
        jdbc
            .sql(
                "select * from charge where " + wanted + " order by seq limit :size offset :offset")
            .param("reference", reference)
            .param("size", paging.size())
            .param("offset", paging.offset())
            .query(Payments::charge)
            .stream()
            .map(Charge::view)
            .toList();
    return paging.page(items, total, "/payments/ledger", "reference", reference);
  }

  private Charge lockByKey(String key) {
    return jdbc.sql("select * from charge where idempotency_key = :key for update")
        .param("key", key)
        .query(Payments::charge)
        .single();
  }

  private static Charge charge(ResultSet row, int number) throws SQLException {
    String reference = row.getString("reference");
    return new Charge(
        row.getString("idempotency_key"),
        row.getString("charge_id"),
        Charge.Status.valueOf(row.getString("status")),
        reference == null
            ? null
            : new Charge.Order(
                row.getLong("amount"),
                row.getString("currency"),
                row.getString("token"),
                reference),
        row.getString("decline_code"),
        row.getLong("captured"),
        row.getLong("refunded"),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }

  private static Refund refund(ResultSet row, int number) throws SQLException {
    return new Refund(
        row.getString("refund_id"),
        row.getString("idempotency_key"),
        row.getString("charge_id"),
        row.getObject("requested", Long.class),
        row.getLong("amount"),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }
}

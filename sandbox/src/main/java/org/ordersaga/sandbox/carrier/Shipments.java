package org.ordersaga.sandbox.carrier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.ordersaga.sandbox.web.Ids;
import org.ordersaga.sandbox.web.Paging;
import org.ordersaga.sandbox.web.Problems;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The carrier's books. As with charges, every change first makes the shipment's row or waits for
 * it, so that two changes of one shipment come one after the other.
 */
@Service
class Shipments {

  private static final String NOT_SERVED = "XX";

  private final JdbcClient jdbc;
  private final ObjectMapper json;

  Shipments(JdbcClient jdbc, ObjectMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /**
   * Books a shipment, once for a key. A refused one leaves nothing behind.
   *
   * @return the shipment, which may be older than this call
   */
  @Transactional
  Shipment book(String key, Shipment.Order order) {
    if (order.address().country().equals(NOT_SERVED)) {
      throw Problems.refusal(
          HttpStatus.UNPROCESSABLE_ENTITY,
          "country_not_served",
          "The carrier does not deliver to this country.");
    }
    String consignment = canonical(order);
    jdbc.sql(
            """
            insert into shipment (idempotency_key, shipment_id, tracking_number, status, reference,
                                  consignment)
            values (:key, :id, :tracking, 'BOOKED', :reference, :consignment)
            on conflict (idempotency_key) do nothing
            """)
        .param("key", key)
        .param("id", Ids.next("shp_"))
        .param("tracking", Ids.next("TRK"))
        .param("reference", order.reference())
        .param("consignment", consignment)
        .update();
    Shipment shipment = lock("idempotency_key", key);
    shipment.answers(order.reference(), consignment);
    return shipment;
  }

  /** What became of a key; a tombstone counts. */
  @Transactional(readOnly = true)
  Optional<Shipment> find(String key) {
    return jdbc.sql("select * from shipment where idempotency_key = :key")
        .param("key", key)
        .query(Shipments::shipment)
        .optional();
  }

  /** All shipments, or those of one order, oldest first; tombstones have no order. */
  @Transactional(readOnly = true)
  Paging.Page<Shipment.View> list(String reference, Paging paging) {
    String wanted = reference == null ? "reference is not null" : "reference = :reference";
    long total =
        jdbc.sql("select count(*) from shipment where " + wanted)
            .param("reference", reference)
            .query(Long.class)
            .single();
    List<Shipment.View> items =
        jdbc
            .sql(
                "select * from shipment where "
                    + wanted
                    + " order by seq limit :size offset :offset")
            .param("reference", reference)
            .param("size", paging.size())
            .param("offset", paging.offset())
            .query(Shipments::shipment)
            .stream()
            .map(Shipment::view)
            .toList();
    return paging.page(items, total, "/shipments", "reference", reference);
  }

  /** Makes a move with a booked shipment. A delivery is also noted, to be reported to the shop. */
  @Transactional
  Shipment move(String id, Shipment.Move move) {
    Shipment shipment = lock("shipment_id", id);
    if (move == Shipment.Move.DELIVER) {
      Shipment delivered = change(shipment, move);
      jdbc.sql(
              """
              insert into delivery_callback (shipment_id, reference, tracking_number)
              values (:id, :reference, :tracking)
              on conflict (shipment_id) do nothing
              """)
          .param("id", id)
          .param("reference", shipment.reference())
          .param("tracking", shipment.trackingNumber())
          .update();
      return delivered;
    }
    return change(shipment, move);
  }

  /**
   * Cancels what was booked with a key, and makes sure that nothing ever will be. Repeats change
   * nothing.
   */
  @Transactional
  Shipment voidKey(String key) {
    jdbc.sql(
            """
            insert into shipment (idempotency_key, status) values (:key, 'VOIDED')
            on conflict (idempotency_key) do nothing
            """)
        .param("key", key)
        .update();
    return change(lock("idempotency_key", key), Shipment.Move.VOID);
  }

  private Shipment change(Shipment shipment, Shipment.Move move) {
    jdbc.sql("update shipment set status = :status where idempotency_key = :key")
        .param("status", shipment.after(move).name())
        .param("key", shipment.idempotencyKey())
        .update();
    return lock("idempotency_key", shipment.idempotencyKey());
  }

  private Shipment lock(String column, String value) {
    return jdbc.sql("select * from shipment where " + column + " = :value for update")
        .param("value", value)
        .query(Shipments::shipment)
        .optional()
        .orElseThrow(() -> Problems.notFound("There is no shipment with this id."));
  }

  private String canonical(Shipment.Order order) {
    try {
      return json.writeValueAsString(List.of(order.address(), order.lines()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An address or a line cannot be written as JSON", e);
    }
  }

  private static Shipment shipment(ResultSet row, int number) throws SQLException {
    return new Shipment(
        row.getString("idempotency_key"),
        row.getString("shipment_id"),
        row.getString("tracking_number"),
        Shipment.Status.valueOf(row.getString("status")),
        row.getString("reference"),
        row.getString("consignment"),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }
}

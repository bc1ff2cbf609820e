package org.ordersaga.process.intake;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Rows of {@code order_intake} and {@code idempotency_key}. */
@Repository
class IntakeRepository {

  record Intake(String orderId, String contentHash, String answer) {}

  record UsedKey(String orderId, String givenOrderId) {}

  private final JdbcClient jdbc;

  IntakeRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Takes the order's id. Waits for a transaction that is about to take the same one.
   *
   * @return false if it was taken
   */
  boolean take(Intake intake) {
    return jdbc.sql(
                """
                insert into order_intake (order_id, content_hash, answer)
                values (:order, :hash, :answer) on conflict do nothing
                """)
            .param("order", intake.orderId())
            .param("hash", intake.contentHash())
            .param("answer", intake.answer())
            .update()
        == 1;
  }

  Optional<Intake> find(String orderId) {
    return jdbc.sql(
            "select order_id, content_hash, answer from order_intake where order_id = :order")
        .param("order", orderId)
        .query(Intake.class)
        .optional();
  }

  /** As {@link #take}, for an idempotency key. */
  boolean takeKey(String key, UsedKey use) {
    return jdbc.sql(
                """
                insert into idempotency_key (idempotency_key, order_id, given_order_id)
                values (:key, :order, :given) on conflict do nothing
                """)
            .param("key", key)
            .param("order", use.orderId())
            .param("given", use.givenOrderId())
            .update()
        == 1;
  }

  Optional<UsedKey> findKey(String key) {
    return jdbc.sql(
            "select order_id, given_order_id from idempotency_key where idempotency_key = :key")
        .param("key", key)
        .query(UsedKey.class)
        .optional();
  }
}

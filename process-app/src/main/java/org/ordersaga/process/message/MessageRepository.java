package org.ordersaga.process.message;

import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Rows of {@code order_message}. */
@Repository
class MessageRepository {

  private final JdbcClient jdbc;

  MessageRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The answer that the first request of that kind got. */
  Optional<StoredAnswer> answer(String orderId, MessageKind kind) {
    return jdbc.sql(
            "select answer_status, answer from order_message where order_id = :order and kind ="
                + " :kind")
        .param("order", orderId)
        .param("kind", kind.name())
        .query((row, n) -> new StoredAnswer(row.getInt("answer_status"), row.getString("answer")))
        .optional();
  }

  void insert(String orderId, MessageKind kind, MessageState state, StoredAnswer answer) {
    jdbc.sql(
            """
            insert into order_message (order_id, kind, state, answer_status, answer, requested_at,
                                       settled_at, next_attempt_at)
            values (:order, :kind, :state, :status, :answer, clock_timestamp(),
                    case when :state = 'PENDING' then null else clock_timestamp() end,
                    clock_timestamp() + interval '10 seconds')
            """)
        .param("order", orderId)
        .param("kind", kind.name())
        .param("state", state.name())
        .param("status", answer.status())
        .param("answer", answer.body())
        .update();
  }

  /** What waits to be handed over, in the order of arrival. */
  List<MessageKind> pending(String orderId) {
    return jdbc.sql(
            """
            select kind from order_message
             where order_id = :order and state = 'PENDING' order by arrival
            """)
        .param("order", orderId)
        .query((row, n) -> MessageKind.valueOf(row.getString("kind")))
        .list();
  }

  boolean isIn(MessageState state, String orderId, MessageKind kind) {
    return jdbc.sql(
            """
            select exists (select 1 from order_message
                            where order_id = :order and kind = :kind and state = :state)
            """)
        .param("order", orderId)
        .param("kind", kind.name())
        .param("state", state.name())
        .query(Boolean.class)
        .single();
  }

  /** Ends the waiting of a message, if it waits. */
  void settle(String orderId, MessageKind kind, MessageState state) {
    jdbc.sql(
            """
            update order_message set state = :state, settled_at = clock_timestamp()
             where order_id = :order and kind = :kind and state = 'PENDING'
            """)
        .param("state", state.name())
        .param("order", orderId)
        .param("kind", kind.name())
        .update();
  }

  /** Settles what can no longer be handed over. */
  void moot(String orderId) {
    jdbc.sql(
            """
            update order_message set state = 'MOOT', settled_at = clock_timestamp()
             where order_id = :order and state = 'PENDING'
            """)
        .param("order", orderId)
        .update();
  }

  /** As {@link #insert}, in the place of a refusal. */
  void replaceRefusal(String orderId, MessageKind kind, MessageState state, StoredAnswer answer) {
    jdbc.sql(
            "delete from order_message where order_id = :order and kind = :kind and state = 'REFUSED'")
        .param("order", orderId)
        .param("kind", kind.name())
        .update();
    insert(orderId, kind, state, answer);
  }

  /**
   * Picks messages that have waited for a while, for one node at a time, and puts them off for as
   * long again; those that waited longest come first.
   */
  List<String> claimOverdue(int most) {
    return jdbc
        .sql(
            """
            update order_message set next_attempt_at = clock_timestamp() + interval '30 seconds'
             where (order_id, kind) in (
                   select order_id, kind from order_message
                    where state = 'PENDING' and next_attempt_at <= clock_timestamp()
                    order by next_attempt_at limit :most for update skip locked)
            returning order_id
            """)
        .param("most", most)
        .query(String.class)
        .list()
        .stream()
        .distinct()
        .toList();
  }
}

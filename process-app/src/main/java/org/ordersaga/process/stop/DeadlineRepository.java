package org.ordersaga.process.stop;

import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The deadlines in {@code order_view}. */
@Repository
class DeadlineRepository {

  /** A deadline that has passed, and the time until which it belongs to who claimed it. */
  record Claim(String orderId, OffsetDateTime deadlineAt) {}

  private final JdbcClient jdbc;

  DeadlineRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Picks orders whose deadline has passed, for one node at a time, and puts them off for a while;
   * those that are overdue for the longest time come first.
   */
  List<Claim> claimDue(int most) {
    return jdbc.sql(
            """
            update order_view set deadline_at = clock_timestamp() + interval '30 seconds'
             where order_id in (
                   select order_id from order_view where deadline_at <= clock_timestamp()
                    order by deadline_at limit :most for no key update skip locked)
            returning order_id, deadline_at
            """)
        .param("most", most)
        .query(
            (row, n) ->
                new Claim(
                    row.getString("order_id"), row.getObject("deadline_at", OffsetDateTime.class)))
        .list();
  }

  /** Whether nobody met the deadline, or claimed it, since; asked with the order's row locked. */
  boolean isHeld(Claim claim) {
    return jdbc.sql(
            """
            select exists (select 1 from order_view
                            where order_id = :order and deadline_at = :deadline)
            """)
        .param("order", claim.orderId())
        .param("deadline", claim.deadlineAt())
        .query(Boolean.class)
        .single();
  }
}

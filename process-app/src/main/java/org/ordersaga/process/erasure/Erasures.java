package org.ordersaga.process.erasure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Erases customers, and keeps the log of it. Ids, codes, amounts, times and hashes stay, so that
 * the books go on adding up and a repeat of a start goes on being one.
 */
@Service
class Erasures {

  private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);
  private static final int CHUNK = 1_000;

  private final EngineHistory history;
  private final JdbcClient jdbc;
  private final ObjectMapper json;
  private final TransactionTemplate transaction;

  Erasures(
      EngineHistory history,
      JdbcClient jdbc,
      ObjectMapper json,
      PlatformTransactionManager transactions) {
    this.history = history;
    this.jdbc = jdbc;
    this.json = json;
    this.transaction = new TransactionTemplate(transactions);
  }

  private record Found(String orderId, boolean ended) {}

  /**
   * Says which orders of a customer can be erased.
   *
   * @param dryRun whether nothing will be erased, so that nothing is kept about it either
   */
  ErasurePlan begin(String customerId, String requestedBy, boolean dryRun) {
    List<Found> found =
        jdbc.sql(ORDERS + " where v.customer_id = :customer order by v.order_id")
            .param("customer", customerId)
            .query(Found.class)
            .list();
    List<String> ended = ended(found);
    List<String> open = new ArrayList<>(found.stream().map(Found::orderId).toList());
    open.removeAll(new HashSet<>(ended));
    Long id = dryRun || found.isEmpty() ? null : keep(customerId, requestedBy, ended, open);
    return new ErasurePlan(id, customerId, ended, open);
  }

  /** An order with something unsettled has not come to its end either. */
  private static final String ORDERS =
      """
      select v.order_id,
             (v.abandoned or v.status in ('REJECTED', 'CANCELLED', 'DELIVERED'))
               and not exists (select 1 from order_settlement s
                                where s.order_id = v.order_id and s.state = 'OPEN') as ended
        from order_view v""";

  /** Of the orders found, those that have ended; the process may still have a mail to send. */
  private List<String> ended(List<Found> found) {
    List<String> ended = found.stream().filter(Found::ended).map(Found::orderId).toList();
    Set<String> running = new HashSet<>();
    for (int from = 0; from < ended.size(); from += CHUNK) {
      running.addAll(history.running(ended.subList(from, Math.min(from + CHUNK, ended.size()))));
    }
    return ended.stream().filter(order -> !running.contains(order)).toList();
  }

  private long keep(String customerId, String requestedBy, List<String> ended, List<String> open) {
    long id =
        jdbc.sql(
                """
                insert into erasure (customer_id, requested_by, orders, open_orders)
                values (:customer, :by, :ended, :open)
                on conflict (customer_id) where ended_at is null
                  do update set requested_by = excluded.requested_by, orders = excluded.orders,
                                open_orders = excluded.open_orders
                returning id
                """)
            .param("customer", customerId)
            .param("by", requestedBy)
            .param("ended", ended.size())
            .param("open", open.size())
            .query(Long.class)
            .single();
    LOG.info("Erasure {} begins: {} orders, and {} that are open.", id, ended.size(), open.size());
    return id;
  }

  /**
   * Erases what is kept here about orders: all or nothing, and nothing twice.
   *
   * @return what was erased, by kind
   * @throws NotEnded if one of them has not ended; then nothing is erased
   */
  Map<String, Integer> erase(List<String> orderIds, boolean dryRun) {
    return transaction.execute(
        status -> {
          if (dryRun) {
            status.setRollbackOnly();
          }
          requireEnded(orderIds);
          Map<String, Integer> erased = new LinkedHashMap<>(history.delete(orderIds));
          erased.put("incident_raise", eraseRaises(orderIds));
          erased.put("order_event", eraseEvents(orderIds));
          erased.put("order_view", eraseViews(orderIds));
          return erased;
        });
  }

  private void requireEnded(List<String> orderIds) {
    List<Found> found =
        jdbc.sql(ORDERS + " where v.order_id in (:orders)")
            .param("orders", orderIds)
            .query(Found.class)
            .list();
    Set<String> others = new HashSet<>(orderIds);
    ended(found).forEach(others::remove);
    if (!others.isEmpty()) {
      throw new NotEnded(others);
    }
  }

  /** Why retries were raised, if these orders were among them: the sentence may name one. */
  private int eraseRaises(List<String> orderIds) {
    return jdbc.sql(
            """
            update incident_raise set reason = '(erased)'
             where reason <> '(erased)'
               and id in (select data ->> 'raise' from order_event
                           where order_id in (:orders) and kind = 'RETRIES_RAISED')
            """)
        .param("orders", orderIds)
        .update();
  }

  private int eraseEvents(List<String> orderIds) {
    jdbc.sql("select set_config('ordersaga.erasure', 'on', true)").query(String.class).single();
    return jdbc.sql(
            """
            update order_event
               set data = data
                 || case when data ->> 'message' is null then '{}'
                         else '{"message": "(erased)"}' end::jsonb
                 || case when data ->> 'reason' is null then '{}'
                         else '{"reason": "(erased)"}' end::jsonb
             where order_id in (:orders)
               and (data ->> 'message' <> '(erased)' or data ->> 'reason' <> '(erased)')
            """)
        .param("orders", orderIds)
        .update();
  }

  private int eraseViews(List<String> orderIds) {
    return jdbc.sql(
            """
            update order_view set failure_message = '(erased)'
             where order_id in (:orders) and failure_message <> '(erased)'
            """)
        .param("orders", orderIds)
        .update();
  }

  /**
   * Keeps what was erased everywhere.
   *
   * @return false if there is no such erasure, or it had ended
   */
  boolean end(long id, Map<String, Map<String, Integer>> erased) {
    boolean ended =
        jdbc.sql(
                    """
                update erasure set ended_at = clock_timestamp(), erased = :erased::jsonb
                 where id = :id and ended_at is null
                """)
                .param("erased", toJson(erased))
                .param("id", id)
                .update()
            == 1;
    LOG.info("Erasure {} {}.", id, ended ? "has ended" : "is not known, or had ended");
    return ended;
  }

  private String toJson(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}

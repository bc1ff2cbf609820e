package org.ordersaga.sandbox.erasure;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.ordersaga.sandbox.web.Input;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Empties the mails and the addresses of orders. What proves what was sent, charged and shipped
 * stays: keys, ids, amounts and Message-IDs.
 */
@RestController
class ErasureController {

  private static final Pattern ORDER = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final int MOST = 500;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  ErasureController(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
  }

  /** 200 with how many rows were changed, by table. May be repeated. */
  @PostMapping("/erasures")
  Map<String, Integer> erase(@RequestBody JsonNode body) {
    Input input = Input.of(body);
    List<String> orders =
        input.texts("orderIds", MOST, ORDER, "must be 1 to 64 letters, digits or hyphens");
    boolean dryRun = input.flag("dryRun");
    input.check();
    return transaction.execute(
        status -> {
          if (dryRun) {
            status.setRollbackOnly();
          }
          Map<String, Integer> erased = new LinkedHashMap<>();
          erased.put("mail", mails(orders));
          erased.put("shipment", shipments(orders));
          return erased;
        });
  }

  /** The shop's Message-IDs are {@code <order.event>}, and an order's id has no dot. */
  private int mails(List<String> orders) {
    return jdbc.sql(
            """
            update mail set recipient = '(erased)', subject = '(erased)', text = '(erased)',
                            html = null
             where split_part(ltrim(message_id, '<'), '.', 1) in (:orders)
               and recipient <> '(erased)'
            """)
        .param("orders", orders)
        .update();
  }

  private int shipments(List<String> orders) {
    return jdbc.sql(
            """
            update shipment set consignment = '(erased)'
             where reference in (:orders) and consignment <> '(erased)'
            """)
        .param("orders", orders)
        .update();
  }
}

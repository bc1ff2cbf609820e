package org.ordersaga.worker.erasure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Overwrites the personal columns of orders. Ids, codes, amounts and times stay. */
final class Erasure {

  private static final String ERASED = "'(erased)'";

  private final List<PersonalColumns> tables;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  Erasure(List<PersonalColumns> tables, JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.tables = tables;
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
  }

  /**
   * Erases all or nothing; what is erased already is left alone.
   *
   * @param dryRun whether only to count what would be erased
   * @return changed rows by table
   */
  Map<String, Integer> erase(List<String> orderIds, boolean dryRun) {
    return transaction.execute(
        status -> {
          if (dryRun) {
            status.setRollbackOnly();
          }
          Map<String, Integer> erased = new LinkedHashMap<>();
          tables.forEach(
              table -> erased.merge(table.table(), erase(table, orderIds), Integer::sum));
          return erased;
        });
  }

  private int erase(PersonalColumns personal, List<String> orderIds) {
    String assignments =
        personal.columns().stream()
            .map(
                column ->
                    "%1$s = case when %1$s is not null then %2$s end".formatted(column, ERASED))
            .collect(Collectors.joining(", "));
    String anythingLeft =
        personal.columns().stream()
            .map(column -> column + " <> " + ERASED)
            .collect(Collectors.joining(" or "));
    return jdbc.sql(
            "update %s set %s where order_id in (:orders) and (%s)"
                .formatted(personal.table(), assignments, anythingLeft))
        .param("orders", orderIds)
        .update();
  }
}

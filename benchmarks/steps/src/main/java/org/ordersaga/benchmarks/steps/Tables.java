package org.ordersaga.benchmarks.steps;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A worker's own database. */
record Tables(JdbcTemplate sql, TransactionTemplate transaction) {

  static Tables connect(Map<String, String> environment) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(environment.get("SPRING_DATASOURCE_URL"));
    config.setUsername(environment.get("SPRING_DATASOURCE_USERNAME"));
    HikariDataSource source = new HikariDataSource(config);
    return new Tables(
        new JdbcTemplate(source), new TransactionTemplate(new JdbcTransactionManager(source)));
  }

  <T> T inTransaction(Supplier<T> work) {
    return transaction.execute(status -> work.get());
  }

  /** One statement, which is its own transaction; returns how many rows it changed. */
  int change(String statement, Object... values) {
    return sql.update(statement, values);
  }
}

package org.ordersaga.worker.erasure;

import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Gives a worker {@code POST /erasures}. */
@AutoConfiguration(after = {HibernateJpaAutoConfiguration.class, JdbcClientAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class ErasureAutoConfiguration {

  /** What a refusal said may come from the outside, which may quote what it was sent. */
  @Bean
  PersonalColumns ledgerSentences() {
    return new PersonalColumns("step_execution", "refusal_message", "undo_refusal_message");
  }

  @Bean
  PersonalColumns settlementSentences() {
    return new PersonalColumns("settlement", "last_problem");
  }

  @Bean
  ErasureController erasureController(
      List<PersonalColumns> tables, JdbcClient jdbc, PlatformTransactionManager transactions) {
    return new ErasureController(new Erasure(tables, jdbc, transactions));
  }
}

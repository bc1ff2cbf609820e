package org.ordersaga.worker.execution;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.ordersaga.worker.catalogue.StepCatalogue;
import org.ordersaga.worker.step.Step;
import org.ordersaga.worker.step.Undo;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.ClassUtils;

/** Gives a worker the catalogue of its steps, the step ledger and the executor. */
@AutoConfiguration(
    before = FlywayAutoConfiguration.class,
    after = {HibernateJpaAutoConfiguration.class, JdbcClientAutoConfiguration.class})
public class StepExecutionAutoConfiguration {

  /** The declarations of all beans annotated with {@link Step} or {@link Undo}. */
  @Bean
  StepCatalogue stepCatalogue(ListableBeanFactory beans) {
    List<Class<?>> types =
        stepBeanNames(beans).stream()
            .<Class<?>>map(
                name -> ClassUtils.getUserClass(Objects.requireNonNull(beans.getType(name))))
            .toList();
    return StepCatalogue.of(types);
  }

  @Bean
  StepExecutor stepExecutor(
      StepCatalogue catalogue,
      ListableBeanFactory beans,
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      MeterRegistry meters,
      @Value("${ordersaga.settlement.first-pause}") Duration firstPause) {
    List<Object> steps = stepBeanNames(beans).stream().map(beans::getBean).toList();
    return new StepExecutor(catalogue, steps, jdbc, transactions, meters, firstPause);
  }

  /** The ledger's migrations have a history of their own and run before the worker's. */
  @Bean
  FlywayMigrationStrategy ledgerFirst() {
    return worker -> {
      Flyway.configure()
          .dataSource(worker.getConfiguration().getDataSource())
          .locations("classpath:db/worker-support")
          .table("worker_support_schema_history")
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .load()
          .migrate();
      worker.migrate();
    };
  }

  private static List<String> stepBeanNames(ListableBeanFactory beans) {
    List<String> names = new ArrayList<>(List.of(beans.getBeanNamesForAnnotation(Step.class)));
    names.addAll(List.of(beans.getBeanNamesForAnnotation(Undo.class)));
    return names;
  }
}

package org.ordersaga.test;

import java.util.List;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Makes {@link EmbeddedDatabase} work; registered in {@code META-INF/spring.factories}. */
public class EmbeddedDatabaseCustomizerFactory implements ContextCustomizerFactory {

  @Override
  public ContextCustomizer createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> configAttributes) {
    return TestContextAnnotationUtils.hasAnnotation(testClass, EmbeddedDatabase.class)
        ? new DatabaseCustomizer()
        : null;
  }

  /** A record, so that equal customizers let Spring reuse a context together with its database. */
  private record DatabaseCustomizer() implements ContextCustomizer {

    @Override
    public void customizeContext(
        ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
      TestPropertyValues.of(
              "spring.datasource.url=" + TestPostgres.createDatabase("test"),
              "spring.datasource.username=" + TestPostgres.USER,
              "spring.datasource.password=" + TestPostgres.USER)
          .applyTo(context);
    }
  }
}

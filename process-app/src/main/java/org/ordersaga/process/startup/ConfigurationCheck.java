package org.ordersaga.process.startup;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.stream.Stream;
import org.ordersaga.process.identity.EngineUser;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Looks at the environment before anything else is made of it, so that whoever starts the
 * application hears of everything that is missing at once.
 */
@Component
class ConfigurationCheck implements BeanFactoryPostProcessor, EnvironmentAware {

  private Environment environment;

  @Override
  public void setEnvironment(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
    List<String> problems = new ArrayList<>();
    if (value("spring.datasource.url").isBlank()) {
      problems.add("SPRING_DATASOURCE_URL is not set.");
    }
    List<String> variables =
        Stream.of(EngineUser.values())
            .filter(
                user ->
                    value("ordersaga.passwords." + user.id()).strip().length()
                        < EngineUser.SHORTEST_PASSWORD)
            .map(EngineUser::passwordVariable)
            .toList();
    if (!variables.isEmpty()) {
      problems.add(
          "Set "
              + String.join(", ", variables)
              + ": a password has at least "
              + EngineUser.SHORTEST_PASSWORD
              + " characters and no default.");
    }
    String currency = value("ordersaga.currency");
    if (Currency.getAvailableCurrencies().stream()
        .noneMatch(known -> known.getCurrencyCode().equals(currency))) {
      problems.add("ORDERSAGA_CURRENCY must be an ISO 4217 code such as EUR.");
    }
    if (!problems.isEmpty()) {
      throw new BadConfiguration(problems);
    }
  }

  private String value(String property) {
    return environment.getProperty(property, "");
  }
}

package org.ordersaga.worker.settings;

import org.springframework.beans.factory.BeanFactoryInitializer;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Checks the settings before anything connects anywhere, so that the first complaint is theirs. */
@AutoConfiguration
@EnableConfigurationProperties(DatabaseSettings.class)
public class SettingsAutoConfiguration {

  /** Binds, and so validates, every settings record of ours. */
  @Bean
  static BeanFactoryInitializer<ListableBeanFactory> settingsFirst() {
    return beans -> {
      for (String name : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
        Class<?> type = beans.getType(name, false);
        if (type != null && type.isRecord() && type.getName().startsWith("org.ordersaga.")) {
          beans.getBean(name);
        }
      }
    };
  }
}

package org.ordersaga.worker.settings;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.validation.annotation.Validated;

class SettingFailureAnalyzerTest {

  @Validated
  @ConfigurationProperties("ordersaga")
  record Settings(@DefaultValue @Valid Engine engine) {}

  record Engine(
      @NotBlank @Pattern(regexp = "https?://.+", message = "must be an http or https URL")
          String url) {}

  @EnableConfigurationProperties(Settings.class)
  static class Configuration {}

  @Test
  void aMissingSettingIsOneSentenceThatNamesTheVariable() {
    assertThat(analyze()).isEqualTo("The environment variable ORDERSAGA_ENGINE_URL is missing.");
  }

  @Test
  void aWrongSettingIsOneSentenceThatNamesTheVariableAndNotItsValue() {
    assertThat(analyze("ordersaga.engine.url=secret"))
        .isEqualTo(
            "The environment variable ORDERSAGA_ENGINE_URL is wrong: it must be an http or https URL.");
  }

  private static String analyze(String... properties) {
    String[] sentence = new String[1];
    new ApplicationContextRunner()
        .withUserConfiguration(Configuration.class)
        .withPropertyValues(properties)
        .run(
            context ->
                sentence[0] =
                    new SettingFailureAnalyzer()
                        .analyze(context.getStartupFailure())
                        .getDescription());
    return sentence[0];
  }
}

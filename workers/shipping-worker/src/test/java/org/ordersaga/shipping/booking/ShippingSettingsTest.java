package org.ordersaga.shipping.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class ShippingSettingsTest {

  @EnableConfigurationProperties(ShippingSettings.class)
  static class SettingsOnly {}

  @Test
  void startWithoutTheUrlNamesTheVariable(CapturedOutput output) {
    assertThatThrownBy(() -> start()).isNotNull();

    assertThat(output).contains("The environment variable ORDERSAGA_CARRIER_URL is missing.");
  }

  @Test
  void startWithAUrlThatIsNoneNamesTheVariable(CapturedOutput output) {
    assertThatThrownBy(() -> start("--ordersaga.carrier.url=localhost:8090")).isNotNull();

    assertThat(output)
        .contains(
            "The environment variable ORDERSAGA_CARRIER_URL is wrong:"
                + " it must be an http or https URL.");
  }

  @Test
  void aUrlIsEnough() {
    try (ConfigurableApplicationContext context =
        start("--ordersaga.carrier.url=http://127.0.0.1:8090")) {
      ShippingSettings settings = context.getBean(ShippingSettings.class);
      assertThat(settings.carrier().connectTimeout()).isEqualTo(Duration.ofSeconds(2));
      assertThat(settings.carrier().readTimeout()).isEqualTo(Duration.ofSeconds(5));
      assertThat(settings.sandbox().password()).isNull();
    }
  }

  private static ConfigurableApplicationContext start(String... settings) {
    return new SpringApplicationBuilder(SettingsOnly.class)
        .web(WebApplicationType.NONE)
        .run(settings);
  }
}

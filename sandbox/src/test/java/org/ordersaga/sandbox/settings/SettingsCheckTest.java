package org.ordersaga.sandbox.settings;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class SettingsCheckTest {

  private final MockEnvironment environment =
      new MockEnvironment()
          .withProperty("spring.datasource.url", "jdbc:postgresql://localhost/sandbox")
          .withProperty("spring.datasource.username", "sandbox")
          .withProperty("spring.datasource.password", "secret")
          .withProperty("server.address", "127.0.0.1")
          .withProperty("ordersaga.smtp.address", "127.0.0.1")
          .withProperty("ordersaga.smtp.port", "8105")
          .withProperty("ordersaga.api.url", "http://127.0.0.1:8080")
          .withProperty("ordersaga.client.password", "secret")
          .withProperty("ordersaga.sandbox.password", "secret");

  @Test
  void aCompleteEnvironmentIsAccepted() {
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "ordersaga.sandbox.password, ORDERSAGA_SANDBOX_PASSWORD",
    "ordersaga.api.url, ORDERSAGA_API_URL",
    "ordersaga.client.password, ORDERSAGA_CLIENT_PASSWORD",
    "spring.datasource.url, SPRING_DATASOURCE_URL"
  })
  void whatIsMissingIsNamed(String property, String variable) {
    environment.setProperty(property, "");
    assertThatThrownBy(this::check)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(variable)
        .hasMessageEndingWith(".");
  }

  @ParameterizedTest
  @CsvSource({
    "ordersaga.api.url, localhost:8080, ORDERSAGA_API_URL",
    "ordersaga.api.url, not a url, ORDERSAGA_API_URL",
    "ordersaga.api.url, file:///etc, ORDERSAGA_API_URL",
    "ordersaga.smtp.port, abc, ORDERSAGA_SMTP_PORT",
    "ordersaga.smtp.port, 70000, ORDERSAGA_SMTP_PORT",
    "ordersaga.sandbox.open, yes, ORDERSAGA_SANDBOX_OPEN",
    "ordersaga.sandbox.open, true, ORDERSAGA_SANDBOX_PASSWORD"
  })
  void whatCannotBeIsNamed(String property, String value, String variable) {
    environment.setProperty(property, value);
    assertThatThrownBy(this::check)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(variable);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
  void noLoginIsAcceptedOnLoopback(String address) {
    open(address);
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", ""})
  void noLoginIsRefusedAnywhereElse(String address) {
    open(address);
    assertThatThrownBy(this::check)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("SERVER_ADDRESS")
        .hasMessageContaining("ORDERSAGA_SANDBOX_OPEN");
  }

  @Test
  void noLoginIsRefusedWhenOnlyTheMailServerListensElsewhere() {
    open("127.0.0.1");
    environment.setProperty("ordersaga.smtp.address", "0.0.0.0");
    assertThatThrownBy(this::check).hasMessageContaining("ORDERSAGA_SMTP_ADDRESS");
  }

  private void open(String address) {
    environment.setProperty("ordersaga.sandbox.password", "");
    environment.setProperty("ordersaga.sandbox.open", "true");
    environment.setProperty("server.address", address);
  }

  private void check() {
    SettingsCheck.check(environment);
  }
}

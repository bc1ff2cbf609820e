package org.ordersaga.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  private static final Path HOME = Path.of("/project");

  @Test
  void anEmptyEnvironmentIsEnough() {
    Settings settings = Settings.from(Map.of(), HOME);
    assertThat(settings)
        .isEqualTo(
            new Settings(
                HOME,
                new DataFolder(HOME.resolve(".data")),
                8080,
                Optional.empty(),
                Map.of(),
                false));
  }

  @Test
  void whatIsSetToNothingCountsAsNotGiven() {
    assertThat(
            Settings.from(Map.of("ORDERSAGA_ADMIN_PASSWORD", "", "ORDERSAGA_PORT_BASE", ""), HOME))
        .isEqualTo(Settings.from(Map.of(), HOME));
  }

  @Test
  void aDataFolderIsTakenFromWhereOneStands() {
    assertThat(Settings.from(Map.of("ORDERSAGA_DATA", "other/../mine"), HOME).data().root())
        .isEqualTo(Path.of("mine").toAbsolutePath());
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          ORDERSAGA_PORT_BASE,         80
          ORDERSAGA_PORT_BASE,         65504
          ORDERSAGA_PORT_BASE,         8080.5
          ORDERSAGA_LOG_FORMAT,        xml
          ORDERSAGA_DB_URL,            postgres://host/db
          ORDERSAGA_DB_URL,            jdbc:postgresql:db
          ORDERSAGA_ADMIN_PASSWORD,    ' '
          ORDERSAGA_CLIENT_PASSWORD,   'eleven-long'
          ORDERSAGA_AUDITOR_PASSWORD,  'eleven-long'
          ORDERSAGA_CLIENT_PASSWORD,   0123456789012345678901234567890123456789012345678901234567890123456789012
          """)
  void aBadValueIsRefusedByName(String variable, String value) {
    assertThatThrownBy(() -> Settings.from(Map.of(variable, value), HOME))
        .isInstanceOf(Complaint.class)
        .hasMessageStartingWith(variable + " must ")
        .hasMessageEndingWith(".");
  }

  @Test
  void aPasswordIsNotRepeatedInAComplaint() {
    assertThatThrownBy(
            () -> Settings.from(Map.of("ORDERSAGA_OPERATOR_PASSWORD", "hush\u0007"), HOME))
        .hasMessageNotContaining("hush");
  }
}

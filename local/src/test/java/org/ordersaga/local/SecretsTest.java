package org.ordersaga.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

  private static final String GIVEN = "given-for-the-start";

  @TempDir private Path folder;

  @Test
  void whatAStartMakesATerminalFindsLater() {
    String made = Secrets.of(settings(Map.of())).login("client");
    assertThat(Secrets.ofRunning(settings(Map.of())).login("client")).isEqualTo(made);
  }

  @Test
  void aTerminalWithoutTheStartsPasswordIsToldWhichAndMakesNone() {
    Map<String, String> environment = Map.of("ORDERSAGA_ADMIN_PASSWORD", GIVEN);
    assertThat(Secrets.of(settings(environment)).login("admin")).isEqualTo(GIVEN);

    assertThatThrownBy(() -> Secrets.ofRunning(settings(Map.of())).login("admin"))
        .isInstanceOf(Complaint.class)
        .hasMessageContaining("ORDERSAGA_ADMIN_PASSWORD was set when Order Saga was started");
    assertThat(settings(Map.of()).data().secrets()).doesNotExist();
    assertThat(Secrets.ofRunning(settings(environment)).login("admin")).isEqualTo(GIVEN);
  }

  private Settings settings(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("ORDERSAGA_DATA", folder.toString());
    return Settings.from(all, folder);
  }
}

package org.ordersaga.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WelcomeTest {

  @TempDir private Path folder;

  private String text(String password, boolean firstStart) {
    Settings settings =
        Settings.from(
            Map.of("ORDERSAGA_CLIENT_PASSWORD", password, "ORDERSAGA_DATA", folder.toString()),
            folder);
    return Welcome.text(settings, Secrets.of(settings), firstStart);
  }

  @Test
  void aPasswordThatTheShellWouldReadIsQuoted() {
    assertThat(text("it's not $HOME", true)).contains("curl -u 'client:it'\\''s not $HOME' -H ");
  }

  @Test
  void aLaterStartOffersANewOrder() {
    assertThat(text("plain-password", true))
        .contains("\"orderId\":\"ord-1\"")
        .contains("/api/orders/ord-1");
    assertThat(text("plain-password", false)).containsPattern("/api/orders/ord-\\d{8}-\\d{6}");
  }
}

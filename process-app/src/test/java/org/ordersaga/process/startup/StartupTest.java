package org.ordersaga.process.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.ordersaga.process.ProcessApplication;
import org.ordersaga.process.identity.EngineUser;
import org.ordersaga.test.TestPostgres;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What somebody reads who starts it with a bad environment. */
@Tag("own-jvm")
@ExtendWith(OutputCaptureExtension.class)
class StartupTest {

  @Test
  void missingAndShortPasswordsAreNamedInOneSentence(CapturedOutput output) {
    fail("--ORDERSAGA_ADMIN_PASSWORD=", "--ORDERSAGA_SHIPPING_WORKER_PASSWORD=seven77");
    assertThat(output)
        .contains(
            "Set ORDERSAGA_ADMIN_PASSWORD, ORDERSAGA_SHIPPING_WORKER_PASSWORD: a password has at"
                + " least 12 characters and no default.")
        .doesNotContain("seven77", "\tat ");
  }

  @Test
  void anUnknownCurrencyIsNamed(CapturedOutput output) {
    fail("--ORDERSAGA_CURRENCY=EURO");
    assertThat(output)
        .contains("ORDERSAGA_CURRENCY must be an ISO 4217 code such as EUR.")
        .doesNotContain("\tat ");
  }

  @Test
  void aMissingDatabaseUrlIsNamed(CapturedOutput output) {
    fail("--spring.datasource.url=");
    assertThat(output).contains("SPRING_DATASOURCE_URL is not set.").doesNotContain("\tat ");
  }

  @Test
  void aDatabaseThatCannotBeReachedIsNamedWithoutItsPassword(CapturedOutput output) {
    fail(
        "--spring.datasource.url=jdbc:postgresql://localhost:1/nowhere?connectTimeout=2",
        "--spring.datasource.password=database-secret",
        "--spring.datasource.hikari.connection-timeout=1000");
    assertThat(output)
        .contains("The database jdbc:postgresql://localhost:1/nowhere cannot be used as user")
        .contains("SPRING_DATASOURCE_URL")
        .doesNotContain("database-secret");
  }

  /** All but one are in files; only the one that is too short there is complained about. */
  @Test
  void passwordsMayBeInFiles(@TempDir Path secrets, CapturedOutput output) throws IOException {
    for (EngineUser user : EngineUser.values()) {
      String password = user == EngineUser.REVIEWER ? "eleven-long" : user.id() + "-in-a-file";
      Files.writeString(secrets.resolve(user.passwordVariable()), password + "\n");
    }
    List<String> arguments = database();
    arguments.add("--spring.config.import=configtree:" + secrets + "/");
    assertFails(arguments);
    assertThat(output)
        .contains("Set ORDERSAGA_REVIEWER_PASSWORD: a password has at least 12 characters")
        .doesNotContain("in-a-file", "eleven-long");
  }

  private static void assertFails(List<String> all) {
    assertThatThrownBy(
            () -> SpringApplication.run(ProcessApplication.class, all.toArray(String[]::new)))
        .isNotNull();
  }

  private static List<String> database() {
    List<String> all = new ArrayList<>();
    all.add("--spring.datasource.url=" + TestPostgres.createDatabase("startup"));
    all.add("--spring.datasource.username=" + TestPostgres.USER);
    all.add("--spring.datasource.password=" + TestPostgres.USER);
    all.add("--server.port=0");
    return all;
  }

  private static void fail(String... arguments) {
    List<String> all = database();
    Stream.of(EngineUser.values())
        .map(user -> "--" + user.passwordVariable() + "=" + user.id() + "-secret")
        .forEach(all::add);
    // The command line's last word counts.
    all.removeIf(
        argument ->
            Stream.of(arguments)
                .anyMatch(other -> argument.split("=")[0].equals(other.split("=")[0])));
    all.addAll(List.of(arguments));
    assertFails(all);
  }
}

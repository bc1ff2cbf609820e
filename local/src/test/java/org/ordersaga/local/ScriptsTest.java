package org.ordersaga.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scripts around the launcher, with stand-ins for what they call. */
class ScriptsTest {

  private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

  @TempDir private Path folder;

  private record Run(int exitCode, String output) {}

  private void program(String path, String script) throws IOException {
    Path program = folder.resolve(path);
    Files.createDirectories(program.getParent());
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private Run run(Map<String, String> environment, String script, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", PROJECT + "/" + script));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("ORDERSAGA_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    return new Run(process.waitFor(), output);
  }

  @ParameterizedTest
  @CsvSource({"audit, 2", "erase, 2", "model, 2", "status, 1"})
  void whatKeepsAToolFromBeginningIsNoFinding(String command, int exitCode) throws Exception {
    program("bin/java", "echo 'openjdk version \"11.0.1\"' >&2");

    Run run = run(Map.of("JAVA_HOME", folder.toString()), "start", command);

    assertThat(run.output()).contains("needs a JDK 17 or newer").hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void databasesAreCreatedWithAnAuditorAndWithoutOne() throws Exception {
    program("psql", "cat");
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", folder + ":" + System.getenv("PATH"));
    environment.put("POSTGRES_USER", "postgres");

    Run without = run(environment, "local/compose/create-databases.sh");
    assertThat(without.exitCode()).isZero();
    assertThat(without.output()).contains("create database sandbox").doesNotContain("to auditor");
    assertThat(without.output()).doesNotContain("create role auditor");

    environment.put("ORDERSAGA_AUDITOR_PASSWORD", "only-for-tests");
    Run with = run(environment, "local/compose/create-databases.sh");
    assertThat(with.exitCode()).isZero();
    assertThat(with.output())
        .contains("create role auditor", "grant connect on database orders to auditor")
        .doesNotContain("grant connect on database sandbox");
  }

  @Test
  void whereNothingRunsTheModelToolIsAskedAllTheSame() throws Exception {
    try (TestLauncher launcher = new TestLauncher(folder)) {
      launcher.with("ORDERSAGA_PROCESS_APP_URL", "http://elsewhere");

      TestLauncher.Run tool = launcher.run("model", "check", "0");

      assertThat(tool.awaitExit()).isZero();
      assertThat(tool.output())
          .contains("arguments [check, 0]", "ORDERSAGA_PROCESS_APP_URL=http://elsewhere");
    }
  }

  /** Compose asks for every variable of the file, also for those of services that it leaves out. */
  @Test
  void anEnvironmentOfBeforeThereWasAnAuditorIsEnough() throws IOException {
    assertThat(Files.readString(PROJECT.resolve("docker-compose.yml")))
        .contains("ORDERSAGA_AUDITOR_PASSWORD: ${ORDERSAGA_AUDITOR_PASSWORD:-}")
        .doesNotContain("ORDERSAGA_AUDITOR_PASSWORD:?");
  }

  @Test
  void aDataFolderThatCannotBeReadIsNoViolation() throws Exception {
    try (TestLauncher launcher = new TestLauncher(folder)) {
      Files.createDirectories(launcher.data().lock());

      TestLauncher.Run audit = launcher.run("audit");

      assertThat(audit.awaitExit()).isEqualTo(2);
      assertThat(audit.output()).startsWith("The auditor could not be started").hasLineCount(1);
    }
  }
}

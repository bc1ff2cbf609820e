package org.ordersaga.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ordersaga.auditor.generator.GeneratedWorld;
import picocli.CommandLine;

/** What a large audit is measured on is something that the auditor has nothing to say against. */
class GeneratedOrdersTest {

  private static final int ORDERS = 3_000;

  private static GeneratedWorld world;

  @BeforeAll
  static void generate() throws Exception {
    world = new GeneratedWorld(ORDERS);
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @Test
  void theAuditorAcceptsThemAllAndFindsThemAtRest() {
    Audit audit = audit("--json", "--at-rest", "0");
    assertThat(audit.output()).contains("\"orders\" : " + ORDERS);
    assertThat(audit.exitCode()).as(audit.output()).isZero();
  }

  private record Audit(int exitCode, String output) {}

  private static Audit audit(String... options) {
    StringWriter output = new StringWriter();
    CommandLine command = Auditor.command(world.environment()).setOut(new PrintWriter(output));
    command.setErr(new PrintWriter(output));
    int exitCode = command.execute(options);
    return new Audit(exitCode, output.toString());
  }
}

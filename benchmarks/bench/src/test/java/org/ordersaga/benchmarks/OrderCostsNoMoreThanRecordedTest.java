package org.ordersaga.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Counts, not times: they depend little on the machine. The product runs as it is packaged. */
class OrderCostsNoMoreThanRecordedTest {

  /** Tests run in their module's folder. */
  private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

  @Test
  void statementsTransactionsAndCommitsOfAnOrderHaveNotGrown() {
    assertThat(HOME.resolve("benchmarks/recorded.properties"))
        .as("what an order costs; benchmarks/check --record writes it down")
        .exists();
    assertThat(new CommandLine(new Bench()).execute("check", "--home", HOME.toString()))
        .as(
            "exit code of benchmarks/check; above is what it said. When an order has to cost more"
                + " now, benchmarks/check --record writes that down")
        .isZero();
  }
}

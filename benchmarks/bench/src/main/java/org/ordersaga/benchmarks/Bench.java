package org.ordersaga.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** Measures how fast the product is, next to its peers. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    subcommands = {RunCommand.class, CheckCommand.class},
    description = "Measures how fast Order Saga is, next to its peers.")
public final class Bench {

  /** Runs a command; the exit code tells whether it found what it should. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }
}

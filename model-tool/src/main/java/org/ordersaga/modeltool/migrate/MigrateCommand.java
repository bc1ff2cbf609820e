package org.ordersaga.modeltool.migrate;

import java.util.Map;
import java.util.concurrent.Callable;
import org.ordersaga.modeltool.engine.CannotLook;
import org.ordersaga.modeltool.engine.EngineSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./start model migrate}. */
@Command(
    name = "migrate",
    description = {
      "Moves running orders from one version of the order process to another. An order either moves"
          + " whole or stays as it is.",
      ""
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every order moved, or with --dry-run would move",
      "1:at least one order stays; the report says why",
      "2:it could not look"
    })
public final class MigrateCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this.")
  private boolean help;

  /** The command in an environment. */
  public MigrateCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    throw new CannotLook(
        "Nothing can be migrated at " + EngineSettings.from(environment) + " yet.");
  }
}

package org.ordersaga.modeltool.replay;

import java.util.Map;
import java.util.concurrent.Callable;
import org.ordersaga.modeltool.engine.CannotLook;
import org.ordersaga.modeltool.engine.EngineSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./start model replay}. */
@Command(
    name = "replay",
    description = {
      "Sends finished orders through a changed model, and says which of them would have gone another way. Changes nothing.",
      ""
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every order would have gone the same way",
      "1:at least one order would have gone another way",
      "2:it could not look"
    })
public final class ReplayCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this.")
  private boolean help;

  /** The command in an environment. */
  public ReplayCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    throw new CannotLook(
        "Nothing can be replayed at " + EngineSettings.from(environment) + " yet.");
  }
}

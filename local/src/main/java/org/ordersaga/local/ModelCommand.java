package org.ordersaga.local;

import java.util.Map;
import picocli.CommandLine.Command;

/** Runs the model tool, on what runs from a data folder if something does. */
@Command(
    name = "model",
    customSynopsis = "./start model COMMAND [OPTIONS]",
    description = {
      "Ask before and after a change of the model: 0 all is well, 1 it found something, 2 could not"
          + " look.",
      "Commands: ./start model --help."
    })
final class ModelCommand extends ToolCommand {

  ModelCommand() {
    // It is done before the better compiler has earned what it costs.
    super("model-tool", "-XX:TieredStopAtLevel=1");
  }

  @Override
  void prepare(Settings settings, Map<String, String> environment) {
    // Not all of it needs an engine, and the terminal's environment may name one elsewhere.
    if (DataLock.holder(settings.data()).isPresent()) {
      ToolEnvironment.of(settings).model(environment);
    }
  }
}

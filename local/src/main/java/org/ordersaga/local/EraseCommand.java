package org.ordersaga.local;

import java.util.Map;
import picocli.CommandLine.Command;

/** Runs the eraser on what runs from a data folder. */
@Command(
    name = "erase",
    customSynopsis = "./start erase --customer ID [OPTIONS]",
    description = {
      "Erase who a customer is, everywhere: 0 done, 1 but for orders on their way, 2 could not.",
      "Options: ./start erase --help."
    })
final class EraseCommand extends ToolCommand {

  EraseCommand() {
    super("eraser");
  }

  @Override
  void prepare(Settings settings, Map<String, String> environment) {
    DataFolder data = settings.data();
    if (DataLock.holder(data).isEmpty()) {
      throw new Complaint(
          "Order Saga is not running from %s, so nobody can be asked to erase; \"./start\" starts it."
              .formatted(data.root()));
    }
    ToolEnvironment.of(settings).erase(environment);
  }
}

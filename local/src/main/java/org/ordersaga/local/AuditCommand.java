package org.ordersaga.local;

import java.util.Map;
import picocli.CommandLine.Command;

/** Runs the auditor on what runs from a data folder. */
@Command(
    name = "audit",
    customSynopsis = "./start audit [OPTIONS]",
    description = {
      "Prove that stock and money add up, while all runs: 0 they do, 1 they do not, 2 could not look.",
      "Options: ./start audit --help."
    })
final class AuditCommand extends ToolCommand {

  AuditCommand() {
    super("auditor");
  }

  @Override
  void prepare(Settings settings, Map<String, String> environment) {
    DataFolder data = settings.data();
    if (DataLock.holder(data).isEmpty()) {
      throw new Complaint(
          "Order Saga is not running from %s, so there is nothing to audit; \"./start\" starts it."
              .formatted(data.root()));
    }
    ToolEnvironment.of(settings).audit(environment);
  }
}

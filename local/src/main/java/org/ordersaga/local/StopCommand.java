package org.ordersaga.local;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops what runs from a data folder, also what a killed launcher left. */
@Command(
    name = "stop",
    description = "Stop everything, also what a killed launcher left running.",
    mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {

  /** Four levels, each of which is given its time by the launcher. */
  private static final Duration PATIENCE = JavaService.PATIENCE.multipliedBy(4);

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    DataFolder data = Launcher.settings().data();
    PrintWriter out = spec.commandLine().getOut();
    Optional<ProcessHandle> launcher = DataLock.holder(data);
    if (launcher.isPresent()) {
      launcher.get().destroy();
      if (!Processes.hasEnded(launcher.get(), PATIENCE)) {
        throw new Complaint(
            "The launcher (pid %d) has not stopped after %d s; its log: %s"
                .formatted(launcher.get().pid(), PATIENCE.toSeconds(), data.log("launcher")));
      }
    }
    List<Leftovers.Leftover> leftovers = Leftovers.find(data);
    if (leftovers.isEmpty() && launcher.isPresent()) {
      out.println("Stopped.");
      return 0;
    }
    if (leftovers.isEmpty()) {
      out.println("Nothing is running from " + data.root() + ".");
      return 0;
    }
    Leftovers.stop(leftovers);
    out.println("Stopped what a killed launcher left running: " + Instance.names(leftovers) + ".");
    return 0;
  }
}

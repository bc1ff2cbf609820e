package org.ordersaga.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Runs the auditor on what runs from a data folder; its output and exit code are the auditor's. */
@Command(
    name = "audit",
    customSynopsis = "./start audit [OPTIONS]",
    description = {
      "Prove that stock and money add up, while all runs: 0 they do, 1 they do not, 2 could not look.",
      "Options: ./start audit --help."
    })
final class AuditCommand implements Callable<Integer> {

  private static final int COULD_NOT_LOOK = 2;

  @Spec private CommandSpec spec;

  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    // Not the launcher's own code for what goes wrong: to a script, 1 is a violation.
    try {
      return audit(Launcher.settings());
    } catch (Complaint e) {
      return couldNotLook(e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      return couldNotLook("The auditor could not be started (" + e.getMessage() + ").");
    }
  }

  private int couldNotLook(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(sentence);
    err.flush();
    return COULD_NOT_LOOK;
  }

  private int audit(Settings settings) throws IOException, InterruptedException {
    Path jar = settings.home().resolve("auditor/target/auditor.jar");
    if (!Files.isRegularFile(jar)) {
      throw new Complaint(jar + " is missing; \"./start\" builds it.");
    }
    List<String> command = new ArrayList<>();
    command.add(JavaService.java());
    // Enough for a hundred thousand orders, and for a machine on which all the rest runs too.
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-jar", jar.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    if (!asksForHelp()) {
      DataFolder data = settings.data();
      if (DataLock.holder(data).isEmpty()) {
        throw new Complaint(
            "Order Saga is not running from %s, so there is nothing to audit; \"./start\" starts it."
                .formatted(data.root()));
      }
      AuditEnvironment.put(settings, builder.environment());
    }
    Process auditor = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(auditor::destroy));
    return auditor.waitFor();
  }

  private boolean asksForHelp() {
    return arguments.stream().anyMatch(argument -> argument.matches("-h|--help|-V|--version"));
  }
}

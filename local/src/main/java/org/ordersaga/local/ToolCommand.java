package org.ordersaga.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * Runs a tool on what runs from a data folder; arguments, output and exit code are the tool's own.
 */
abstract class ToolCommand implements Callable<Integer> {

  private static final int COULD_NOT_LOOK = 2;

  private final String tool;
  private final List<String> javaOptions;

  @Spec private CommandSpec spec;

  @Unmatched private List<String> arguments = new ArrayList<>();

  /**
   * @param tool the name of its module and of its jar
   * @param javaOptions of its own
   */
  ToolCommand(String tool, String... javaOptions) {
    this.tool = tool;
    this.javaOptions = List.of(javaOptions);
  }

  /**
   * Gives the tool the addresses and passwords that it needs, and takes all others away.
   *
   * @throws Complaint when the tool cannot do without something that does not run
   */
  abstract void prepare(Settings settings, Map<String, String> environment);

  @Override
  public final Integer call() throws InterruptedException {
    // Not the launcher's own code for what goes wrong: to a script, 1 is a finding of the tool.
    try {
      return run(Launcher.settings());
    } catch (Complaint e) {
      return couldNotLook(e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      return couldNotLook("The %s could not be started (%s).".formatted(tool, e.getMessage()));
    }
  }

  private int couldNotLook(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(sentence);
    err.flush();
    return COULD_NOT_LOOK;
  }

  private int run(Settings settings) throws IOException, InterruptedException {
    Path jar = settings.home().resolve("%s/target/%s.jar".formatted(tool, tool));
    if (!Files.isRegularFile(jar)) {
      throw new Complaint(jar + " is missing; \"./start\" builds it.");
    }
    List<String> command = new ArrayList<>();
    command.add(JavaService.java());
    // Enough for a hundred thousand orders, and for a machine on which all the rest runs too.
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
    command.addAll(javaOptions);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    if (!asksForHelp()) {
      prepare(settings, builder.environment());
    }
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return process.waitFor();
  }

  private boolean asksForHelp() {
    return arguments.stream().anyMatch(argument -> argument.matches("-h|--help|-V|--version"));
  }
}

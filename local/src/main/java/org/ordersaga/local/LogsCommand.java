package org.ordersaga.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Follows log files. */
@Command(
    name = "logs",
    description = "Follow the log of one process, or of all.",
    mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {

  private static final String SUFFIX = ".log";

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "Such as payment-worker.")
  private String name;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DataFolder data = Launcher.settings().data();
    List<Path> files = files(data);
    List<String> command = new ArrayList<>(List.of("tail", "-n", name == null ? "5" : "100", "-F"));
    files.forEach(file -> command.add(file.toString()));
    Process tail = new ProcessBuilder(command).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(tail::destroy));
    return tail.waitFor();
  }

  private List<Path> files(DataFolder data) throws IOException {
    List<Path> all;
    if (!Files.isDirectory(data.logs())) {
      throw new Complaint("There are no logs in " + data.root() + " yet.");
    }
    try (Stream<Path> files = Files.list(data.logs())) {
      all = files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
    List<Path> chosen =
        all.stream().filter(file -> name == null || process(file).equals(name)).toList();
    if (chosen.isEmpty()) {
      throw new Complaint(
          "There is no log of \"%s\"; there are: %s."
              .formatted(
                  name, all.stream().map(LogsCommand::process).collect(Collectors.joining(", "))));
    }
    return chosen;
  }

  private static String process(Path file) {
    String fileName = file.getFileName().toString();
    return fileName.substring(0, fileName.length() - SUFFIX.length());
  }
}

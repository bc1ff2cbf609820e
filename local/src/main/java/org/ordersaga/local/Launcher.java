package org.ordersaga.local;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line behind {@code ./start}. */
@Command(
    name = "./start",
    description =
        "Builds what is stale, starts Order Saga on this machine and watches it until Ctrl-C.",
    usageHelpWidth = 100,
    subcommands = {
      StatusCommand.class,
      StopCommand.class,
      LogsCommand.class,
      AuditCommand.class,
      EraseCommand.class,
      ModelCommand.class
    },
    footer = {
      "",
      "The environment decides:",
      "  ORDERSAGA_PORT_BASE          first port; the others are counted from it (8080)",
      "  ORDERSAGA_DATA               data folder: databases, passwords, logs (.data)",
      "  ORDERSAGA_DB_URL             JDBC URL of an administrator of another PostgreSQL,",
      "                               to use that one instead of the embedded one",
      "  ORDERSAGA_ADMIN_PASSWORD     passwords of the users admin, operator, reviewer, client",
      "  ORDERSAGA_OPERATOR_PASSWORD  and process-owner; what is not given is made at random",
      "  ORDERSAGA_REVIEWER_PASSWORD  at the first start and kept in the data folder",
      "  ORDERSAGA_CLIENT_PASSWORD",
      "  ORDERSAGA_PROCESS_OWNER_PASSWORD",
      "  ORDERSAGA_AUDITOR_PASSWORD   likewise, of the database user that may read everything",
      "  ORDERSAGA_ERASER_PASSWORD    likewise, of the workers' user that may erase customers",
      "  ORDERSAGA_LOG_FORMAT         text or json (text)"
    })
public final class Launcher implements Callable<Integer> {

  private static final int FAILED = 1;

  @Option(
      names = "--reset",
      description = "Wipe the data folder first. Databases at ORDERSAGA_DB_URL are not touched.")
  private boolean reset;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this text.")
  private boolean help;

  private Launcher() {}

  /**
   * Runs a command. Exit codes: 0 done, 1 failed with a sentence on standard error, 2 wrong usage,
   * 3 not running or not healthy; those of {@code audit}, {@code erase} and {@code model} are the
   * tool's.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Launcher())
            .setExecutionExceptionHandler(
                (e, commandLine, parsed) -> {
                  if (e instanceof Complaint) {
                    System.err.println(e.getMessage());
                  } else {
                    e.printStackTrace();
                  }
                  return FAILED;
                })
            .execute(arguments));
  }

  /** The settings that the environment of this process gives. */
  static Settings settings() {
    Path home = Path.of(System.getProperty("ordersaga.home", "")).toAbsolutePath().normalize();
    return Settings.from(System.getenv(), home);
  }

  @Override
  public Integer call() {
    // Terminals are UTF-8, and Java 17 does not know it everywhere.
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    new Instance(settings(), out).run(reset);
    return FAILED;
  }
}

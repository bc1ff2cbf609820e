package org.ordersaga.modeltool;

import java.util.Map;
import org.ordersaga.modeltool.check.CheckCommand;
import org.ordersaga.modeltool.engine.CannotLook;
import org.ordersaga.modeltool.migrate.MigrateCommand;
import org.ordersaga.modeltool.replay.ReplayCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line behind {@code ./start model}. */
@Command(
    name = "model",
    description = "Answers what a process owner asks before and after a change of the model.",
    synopsisSubcommandLabel = "COMMAND",
    usageHelpWidth = 100,
    footerHeading = "%nEnvironment; ./start sets it from what runs:%n",
    footer = {
      "  ORDERSAGA_PROCESS_APP_URL          where process-app is, such as http://localhost:8080",
      "  ORDERSAGA_PROCESS_OWNER_PASSWORD   password of its user process-owner"
    })
public final class ModelTool {

  /** The exit code of a command that could not do its work. */
  public static final int COULD_NOT_LOOK = 2;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this.")
  private boolean help;

  private ModelTool() {}

  /**
   * Runs a command and ends the process: 0 all is well, 1 the command found something, 2 it could
   * not look.
   */
  public static void main(String[] arguments) {
    System.exit(run(command(System.getenv()), arguments));
  }

  /** To a script, 1 is a finding: nothing else may end with it, be it for want of memory. */
  static int run(CommandLine command, String... arguments) {
    try {
      return command.execute(arguments);
    } catch (Throwable e) {
      command.getErr().println("The command broke off (" + e + ").");
      command.getErr().flush();
      return COULD_NOT_LOOK;
    }
  }

  /** The command in an environment. */
  static CommandLine command(Map<String, String> environment) {
    return new CommandLine(new ModelTool())
        .addSubcommand(new CheckCommand())
        .addSubcommand(new MigrateCommand(environment))
        .addSubcommand(new ReplayCommand(environment))
        .setExecutionExceptionHandler(
            (thrown, command, parsed) -> {
              if (!(thrown instanceof CannotLook)) {
                thrown.printStackTrace(command.getErr());
              }
              command.getErr().println(thrown.getMessage());
              command.getErr().flush();
              return COULD_NOT_LOOK;
            });
  }
}

package org.ordersaga.eraser;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command. */
@Command(
    name = "erase",
    description = {
      "Erases who a customer is, in every service: e-mail, name, address, and sentences that may name"
          + " somebody. Ids, amounts, products and times stay, so that the books go on adding up."
          + " May be repeated.",
      ""
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all orders of the customer are erased",
      "1:some are still on their way and were left out; run it again when they have ended",
      "2:it could not, or broke off; run it again"
    },
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  ORDERSAGA_PROCESS_APP_URL          where process-app is",
      "  ORDERSAGA_ADMIN_PASSWORD           password of its user admin",
      "  ORDERSAGA_ORDER_WORKER_URL         where the workers are; likewise INVENTORY, PAYMENT,",
      "                                     SHIPPING, NOTIFICATION",
      "  ORDERSAGA_ERASER_PASSWORD          password of their user eraser",
      "  ORDERSAGA_SANDBOX_URL              where the sandbox is, if there is one",
      "  ORDERSAGA_SANDBOX_PASSWORD         its password, if it asks for one",
      "  ORDERSAGA_ERASURE_LIST             a file that gets a line for each erasure, to be erased",
      "                                     again after a restore; none if it is not set"
    })
public final class Eraser implements Callable<Integer> {

  private static final int OPEN_ORDERS = 1;
  private static final int COULD_NOT = 2;
  private static final Pattern CUSTOMER = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this.")
  private boolean help;

  @Option(
      names = "--customer",
      paramLabel = "ID",
      required = true,
      description = "The customerId of the orders.")
  private String customer;

  @Option(names = "--dry-run", description = "Counts what would be erased, and changes nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Writes JSON.")
  private boolean json;

  private Eraser(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Runs the command and ends the process with one of the codes that its help names. */
  public static void main(String[] arguments) {
    System.exit(command(System.getenv()).execute(arguments));
  }

  /** The command in an environment. */
  static CommandLine command(Map<String, String> environment) {
    return new CommandLine(new Eraser(environment))
        .setExecutionExceptionHandler(
            (thrown, command, parsed) -> {
              if (!(thrown instanceof CannotErase)) {
                thrown.printStackTrace(command.getErr());
              }
              command.getErr().println(thrown.getMessage());
              command.getErr().flush();
              return COULD_NOT;
            });
  }

  @Override
  public Integer call() {
    if (!CUSTOMER.matcher(customer).matches()) {
      throw new ParameterException(
          spec.commandLine(),
          "--customer takes 1 to 64 letters, digits, dots, hyphens or underscores");
    }
    PrintWriter out = spec.commandLine().getOut();
    Report report =
        new Erasure(Settings.from(environment), new Http(), spec.commandLine().getErr())
            .run(customer, dryRun);
    report.print(json, out);
    out.flush();
    return report.open().isEmpty() ? 0 : OPEN_ORDERS;
  }
}

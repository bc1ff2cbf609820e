package org.ordersaga.auditor;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ordersaga.auditor.audit.Audit;
import org.ordersaga.auditor.source.CannotLook;
import org.ordersaga.auditor.source.Databases;
import org.ordersaga.auditor.source.Outside;
import org.ordersaga.auditor.source.Settings;
import org.ordersaga.auditor.story.Story;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command. */
@Command(
    name = "audit",
    description = {
      "Reads every database, the payment provider's ledger, the carrier's shipments and the inbox,"
          + " and checks that stock and money add up. Changes nothing.",
      ""
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all invariants hold",
      "1:an invariant is violated, or not everything came to rest in time",
      "2:it could not look"
    },
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  ORDERSAGA_DB_URL            jdbc:postgresql://host:port/ of all databases",
      "  ORDERSAGA_AUDITOR_PASSWORD  password of the database role auditor",
      "  ORDERSAGA_SANDBOX_URL       where the ledger, the shipments and the inbox are",
      "  ORDERSAGA_SANDBOX_PASSWORD  password of the sandbox, if it asks for one"
    })
public final class Auditor implements Callable<Integer> {

  private static final int COULD_NOT_LOOK = 2;
  private static final long LONGEST_WAIT = 1_000_000;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this.")
  private boolean help;

  @Option(names = "--json", description = "Writes JSON, with every order id.")
  private boolean json;

  @Option(
      names = "--order",
      paramLabel = "ID",
      description = "Tells one order's whole story instead.")
  private String order;

  @Option(
      names = "--at-rest",
      paramLabel = "SECONDS",
      description = "Waits so long for all orders to come to rest, then audits.")
  private Long atRest;

  private Auditor(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Runs the audit and ends the process: 0 when all invariants hold, 1 when one is violated, 2 when
   * it could not look.
   */
  public static void main(String[] arguments) {
    System.exit(run(command(System.getenv()), arguments));
  }

  /** To a script, 1 is a violation: nothing else may end with it, be it for want of memory. */
  static int run(CommandLine command, String... arguments) {
    try {
      return command.execute(arguments);
    } catch (Throwable e) {
      command.getErr().println("The audit broke off (" + e + ").");
      command.getErr().flush();
      return COULD_NOT_LOOK;
    }
  }

  /** The command in an environment. */
  static CommandLine command(Map<String, String> environment) {
    return new CommandLine(new Auditor(environment))
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

  @Override
  public Integer call() {
    if (atRest != null && (atRest < 0 || atRest > LONGEST_WAIT || order != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "--at-rest takes seconds, 0 to %d, and goes not together with --order"
              .formatted(LONGEST_WAIT));
    }
    Settings settings = Settings.from(environment);
    PrintWriter out = spec.commandLine().getOut();
    try (Databases databases = new Databases(settings)) {
      Outside outside = new Outside(settings);
      if (order != null) {
        return new Story(databases, outside).tell(order, json, out);
      }
      return new Audit(databases, outside)
          .run(Optional.ofNullable(atRest).map(Duration::ofSeconds), json, out);
    } finally {
      out.flush();
    }
  }
}

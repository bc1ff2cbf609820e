package org.ordersaga.modeltool.migrate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ordersaga.modeltool.engine.CannotLook;
import org.ordersaga.modeltool.engine.Definition;
import org.ordersaga.modeltool.engine.Definitions;
import org.ordersaga.modeltool.engine.EngineRest;
import org.ordersaga.modeltool.engine.EngineSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./start model migrate}. */
@Command(
    name = "migrate",
    description = {
      "Moves running orders from one version of the order process to another. An order either moves"
          + " whole or stays as it is.",
      ""
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every order moved, or with --dry-run would move",
      "1:at least one order stays; the report says why",
      "2:it could not look"
    })
public final class MigrateCommand implements Callable<Integer> {

  private static final int ORDERS_STAY = 1;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this.")
  private boolean help;

  @Option(
      names = "--from",
      paramLabel = "TAG",
      description = "The old version, by its tag or its number; without it every other one.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "TAG",
      description = "The version to move to; without it the newest.")
  private String to;

  @Option(names = "--dry-run", description = "Says what would move and what stays, and why.")
  private boolean dryRun;

  @Option(names = "--json", description = "Writes JSON, with every order.")
  private boolean json;

  /** The command in an environment. */
  public MigrateCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    EngineRest engine = new EngineRest(EngineSettings.from(environment));
    Definitions definitions = new Definitions(engine);
    Definition target = to == null ? definitions.newest() : definitions.named(to).get(0);
    List<Report.Part> parts = new ArrayList<>();
    for (Definition source : sources(definitions, target)) {
      if (isEmpty(source, engine)) {
        continue;
      }
      Migration migration =
          new Migration(
              source,
              target,
              Plan.of(source, target, definitions, engine),
              engine,
              spec.commandLine().getErr());
      parts.add(dryRun ? migration.tell() : migration.run());
    }
    Report report = new Report(target.name(), dryRun, parts);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JSON.writeValueAsString(report));
    } else {
      new ReportTable(report).print(out);
    }
    out.flush();
    return report.leavesOrders() ? ORDERS_STAY : 0;
  }

  /** Most old versions are, and need no plan. */
  private static boolean isEmpty(Definition source, EngineRest engine) {
    return engine
            .get("/process-instance/count?processDefinitionId=" + source.id())
            .path("count")
            .asInt()
        == 0;
  }

  private List<Definition> sources(Definitions definitions, Definition target) {
    List<Definition> sources =
        from == null
            ? definitions.without(target)
            : definitions.named(from).stream().filter(found -> !found.equals(target)).toList();
    if (sources.isEmpty() && from != null) {
      throw new CannotLook("There is only one version %s; name another one.".formatted(from));
    }
    return sources;
  }
}

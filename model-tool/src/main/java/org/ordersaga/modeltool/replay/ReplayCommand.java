package org.ordersaga.modeltool.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ordersaga.modeltool.engine.EngineRest;
import org.ordersaga.modeltool.engine.EngineSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./start model replay}. */
@Command(
    name = "replay",
    description = {
      "Sends finished orders through a changed model, and says which of them would have gone another way. Changes nothing.",
      ""
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every order would have gone the same way",
      "1:at least one order would have gone another way",
      "2:it could not look"
    })
public final class ReplayCommand implements Callable<Integer> {

  private static final int SOME_DIFFER = 1;
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
      names = "--model",
      paramLabel = "FILE",
      required = true,
      description = "The changed model.")
  private Path model;

  @Option(
      names = "--dmn",
      paramLabel = "FILE",
      arity = "1..*",
      description = "The decision tables that it asks.")
  private List<Path> tables = new ArrayList<>();

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "1000",
      description = "So many of the orders that ended last (${DEFAULT-VALUE}).")
  private int last;

  @Option(names = "--json", description = "Writes JSON, with every order.")
  private boolean json;

  /** The command in an environment. */
  public ReplayCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    if (last < 1) {
      throw new ParameterException(spec.commandLine(), "--last takes a number from 1");
    }
    Recordings recordings = new Recordings(new EngineRest(EngineSettings.from(environment)));
    List<Report.Line> lines = new ArrayList<>();
    try (ReplayEngine engine = new ReplayEngine(model, tables)) {
      JsonNode orders = recordings.last(last);
      try (ReadAhead ahead = new ReadAhead(recordings, orders)) {
        for (JsonNode order : orders) {
          lines.add(replay(order, ahead, engine));
          tell(lines.size(), orders.size());
        }
      }
    }
    Report report = Report.of(model.getFileName().toString(), lines);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JSON.writeValueAsString(report));
    } else {
      new ReportTable(report).print(out);
    }
    out.flush();
    return report.otherWay() > 0 ? SOME_DIFFER : 0;
  }

  private static Report.Line replay(JsonNode order, ReadAhead ahead, ReplayEngine engine) {
    try {
      Recording recording = ahead.next();
      return new Comparison(recording, engine.drawing()).with(engine.replay(recording));
    } catch (CannotReplay e) {
      return Report.Line.notReplayed(Recordings.orderId(order), e.getMessage());
    }
  }

  private void tell(int done, int all) {
    if (done % 100 == 0) {
      spec.commandLine().getErr().printf("%d of %d orders%n", done, all);
      spec.commandLine().getErr().flush();
    }
  }
}

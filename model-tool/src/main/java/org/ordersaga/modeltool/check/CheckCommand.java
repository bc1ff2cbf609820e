package org.ordersaga.modeltool.check;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.ordersaga.modeltool.engine.CannotLook;
import org.ordersaga.rules.ModelFile;
import org.ordersaga.rules.ModelRules;
import org.ordersaga.rules.StepCatalogue;
import org.ordersaga.rules.Violation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./start model check}. */
@Command(
    name = "check",
    description = {
      "Holds models against the rules of docs/model-rules.md, as a deployment does. Needs nothing that"
          + " runs, and changes nothing.",
      ""
    },
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the files may be deployed",
      "1:at least one rule is broken; a line for each says what to do",
      "2:a file could not be read"
    })
public final class CheckCommand implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "What is deployed together: a process (.bpmn), and the decisions (.dmn) and forms (.form)"
              + " that it uses.")
  private List<Path> files;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this.")
  private boolean help;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<ModelFile> models = new ArrayList<>();
    for (Path file : files) {
      models.add(read(file));
    }
    List<Violation> violations = new ModelRules(StepCatalogue.fromClassPath()).check(models);
    PrintWriter out = spec.commandLine().getOut();
    violations.forEach(out::println);
    if (violations.isEmpty()) {
      out.println(files.size() == 1 ? "The model keeps the rules." : "The files keep the rules.");
    }
    out.flush();
    return violations.isEmpty() ? 0 : 1;
  }

  private static ModelFile read(Path file) {
    try {
      return new ModelFile(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CannotLook(
          "The file %s cannot be read (%s).".formatted(file, e.getClass().getSimpleName()), e);
    }
  }
}

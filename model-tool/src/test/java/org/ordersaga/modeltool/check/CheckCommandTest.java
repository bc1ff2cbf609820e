package org.ordersaga.modeltool.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordersaga.modeltool.engine.CannotLook;
import picocli.CommandLine;

class CheckCommandTest {

  private static final Path RESOURCES =
      Path.of(System.getProperty("basedir", ""))
          .toAbsolutePath()
          .resolveSibling("process-app/src/main/resources");

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();

  @Test
  void theModelThatIsDeployedAtTheStartIsFine() throws IOException {
    try (Stream<Path> all = Files.walk(RESOURCES)) {
      List<String> files =
          all.map(Path::toString).filter(file -> file.matches(".*\\.(bpmn|dmn|form)")).toList();
      assertThat(check(files.toArray(String[]::new))).isZero();
    }
    assertThat(out.toString()).contains("the rules.");
  }

  @Test
  void eachViolationIsALineWithFileSentenceAndRule() throws IOException {
    Path file = folder.resolve("mine.bpmn");
    Files.writeString(
        file,
        Files.readString(RESOURCES.resolveSibling("released/order-process-1.0.0.bpmn"))
            .replace("\"order.confirm\"", "\"order.confrm\""));
    assertThat(check(file.toString())).isEqualTo(1);
    assertThat(out.toString().lines())
        .singleElement()
        .asString()
        .startsWith(file + ": ConfirmOrder has the topic \"order.confrm\", which no worker knows")
        .endsWith("[known-step]");
  }

  @Test
  void whatIsNoModelIsAViolationAndWhatIsNoFileCannotBeRead() throws IOException {
    Path file = folder.resolve("mine.bpmn");
    Files.writeString(file, "nothing");
    assertThat(check(file.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("cannot be read: open it in Camunda Modeler");
    assertThat(check(folder.resolve("none.bpmn").toString())).isEqualTo(2);
    assertThat(check()).isEqualTo(2);
  }

  private int check(String... files) {
    return new CommandLine(new CheckCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(out))
        .setExecutionExceptionHandler(
            (thrown, command, parsed) -> {
              assertThat(thrown).isInstanceOf(CannotLook.class);
              return 2;
            })
        .execute(files);
  }
}

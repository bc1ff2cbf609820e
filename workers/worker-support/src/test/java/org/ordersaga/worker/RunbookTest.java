package org.ordersaga.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What operators meet in Cockpit, in a log or in an order, they find in the runbook. */
class RunbookTest {

  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern CODE = Pattern.compile("\"([A-Z]+(?:_[A-Z]+)+)[\":]");
  private static final Pattern HEADING = Pattern.compile("(?m)^### ((?:`[A-Z_]+`(?:, )?)+)$");
  private static final Pattern QUOTED = Pattern.compile("`([A-Z_]+)`");

  /** Not told to anybody: names of settings are, but they explain themselves. */
  private static final Pattern NO_CODE =
      Pattern.compile("(ORDERSAGA|SPRING|SERVER|MANAGEMENT)_.*|HALF_OPEN|FORCED_OPEN");

  /** Of the model and the process application. */
  private static final List<String> OTHERS =
      List.of("CANCELLED", "EXPIRED", "GIVEN_UP", "ORDERS_REFUSED", "ORDER_OVERDUE", "ORDER_STUCK");

  @Test
  void everyCodeThatTheWorkersUseIsInTheRunbook() throws IOException {
    Set<String> used = used();

    assertThat(used).contains("STEP_FAILED", "PROVIDER_DOWN", "MAIL_SERVER_ERROR", "OUT_OF_STOCK");
    assertThat(documented()).containsAll(used).containsAll(OTHERS);
  }

  @Test
  void theRunbookHasNoCodeThatNobodyUses() throws IOException {
    Set<String> left = documented();
    left.removeAll(used());
    left.removeAll(OTHERS);

    assertThat(left).isEmpty();
  }

  private static Set<String> documented() throws IOException {
    String runbook = Files.readString(ROOT.resolve("docs/runbook.md"));
    Set<String> codes = new TreeSet<>();
    HEADING
        .matcher(runbook)
        .results()
        .flatMap(heading -> QUOTED.matcher(heading.group(1)).results())
        .forEach(code -> codes.add(code.group(1)));
    return codes;
  }

  private static Set<String> used() throws IOException {
    Set<String> codes = new TreeSet<>();
    for (Path source : sources()) {
      CODE.matcher(Files.readString(source))
          .results()
          .map(match -> match.group(1))
          .filter(code -> !NO_CODE.matcher(code).matches())
          .forEach(codes::add);
    }
    return codes;
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> all = Files.walk(ROOT.resolve("workers"))) {
      return all.filter(
              path ->
                  path.toString().contains("/src/main/java/") && path.toString().endsWith(".java"))
          .toList();
    }
  }
}

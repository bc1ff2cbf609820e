package org.ordersaga.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What operators meet in Cockpit, in a log or in an order, they find in the runbook. */
class RunbookTest {

  private static final String PROCESS_APP = "process-app/src/main/java";

  /** Models of earlier releases, which are elsewhere, have codes of their own. */
  private static final String MODELS = "process-app/src/main/resources";

  private static final Pattern OF_WORKERS = Pattern.compile("\"([A-Z]+(?:_[A-Z]+)+)[\":]");

  /** Not told to anybody: names of settings are, but they explain themselves. */
  private static final Pattern NO_CODE =
      Pattern.compile("(ORDERSAGA|SPRING|SERVER|MANAGEMENT)_.*|HALF_OPEN|FORCED_OPEN");

  /** What a sentence begins with; other words in capitals are kinds, states and roles there. */
  private static final Pattern BEGINS_A_SENTENCE = Pattern.compile("\"([A-Z]+(?:_[A-Z]+)+):");

  /** By the name of the constant, which is its value. */
  private static final Pattern INCIDENT = Pattern.compile("createIncident\\(\\s*([A-Z_]+)\\b");

  private static final Pattern STOP = Pattern.compile("(?m)^  ([A-Z_]+)\\(\"");

  private static final Pattern OF_MODEL =
      Pattern.compile(
          " errorCode=\"([A-Z_]+)\""
              + "| name=\"onRetriesExhausted\" value=\"([A-Z_]+)\""
              + "| name=\"failureReason\">([A-Z_]+)<");

  /** A table of today has sentences only. */
  private static final Pattern OF_TABLE = Pattern.compile("<text>\"([A-Z]+(?:_[A-Z]+)+)\"</text>");

  @Test
  void everyCodeThatIsUsedIsInTheRunbook() {
    Set<String> used = used();

    assertThat(used)
        .as("of the workers")
        .contains("STEP_FAILED", "PROVIDER_DOWN", "MAIL_SERVER_ERROR", "OUT_OF_STOCK");
    assertThat(used)
        .as("of process-app")
        .contains("ORDER_OVERDUE", "ORDER_STUCK", "ORDERS_REFUSED", "EXPIRED");
    assertThat(used)
        .as("of the models")
        .contains("PAYMENT_UNAVAILABLE", "SHIPMENT_NOT_CANCELLABLE", "REVIEW_REFUSED");
    assertThat(Runbook.codes()).containsAll(used);
  }

  @Test
  void theRunbookHasNoCodeThatNobodyUses() {
    assertThat(used()).containsAll(Runbook.codes());
  }

  private static Set<String> used() {
    return Stream.of(
            codes(OF_WORKERS, "workers", ".java").filter(code -> !NO_CODE.matcher(code).matches()),
            codes(BEGINS_A_SENTENCE, PROCESS_APP, ".java"),
            codes(INCIDENT, PROCESS_APP, ".java"),
            codes(STOP, PROCESS_APP, "/StopCode.java"),
            codes(OF_MODEL, MODELS, ".bpmn"),
            codes(OF_TABLE, MODELS, ".dmn"))
        .flatMap(codes -> codes)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> codes(Pattern pattern, String folder, String ending) {
    return Runbook.sources(folder, ending).stream()
        .flatMap(source -> pattern.matcher(source).results())
        .map(RunbookTest::code);
  }

  /** The group that took part. */
  private static String code(MatchResult match) {
    int group = 1;
    while (match.group(group) == null) {
      group++;
    }
    return match.group(group);
  }
}

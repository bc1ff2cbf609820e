package org.ordersaga.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who reads a warning in a log finds in the runbook what it means and what to do. */
class WarningsTest {

  /** The sandbox stands for others' systems, and the tools tell their own user what they have. */
  private static final List<String> SERVICES = List.of("process-app/src/main", "workers", "doors");

  private static final Pattern CALL =
      Pattern.compile("\\bLOG\\s*\\.\\s*(?:warn|error|atWarn|atError)\\(");

  /** Literals, and what the first place is filled with. */
  private static final Pattern SENTENCE =
      Pattern.compile(
          "\\bLOG\\.(?:warn|error)\\(\\s*((?:\"(?:[^\"\\\\]++|\\\\.)*\"(?:\\s*\\+\\s*)?)+)"
              + "(?:,\\s*([\\w.]+(?:\\(\\))?))?");

  private static final Pattern CODE = Pattern.compile("([A-Z]+(?:_[A-Z]+)+):.*");

  /** A failure's message begins with its code; {@code FailureReportTest} holds it to that. */
  private static final String FAILURE = "report.message()";

  @Test
  void everyWarningBeginsWithACodeOrIsInTheRunbooksTable() {
    List<String> sentences = sentences();

    assertThat(sentences)
        .contains("The outcome could not be reported; the task will be delivered again.")
        .anyMatch(sentence -> sentence.startsWith("ORDER_OVERDUE: "));
    assertThat(sentences).allMatch(WarningsTest::isExplained, "is in the runbook");
  }

  @Test
  void theRunbooksTableHasNoWarningThatNobodyGives() {
    List<String> sentences = sentences();

    assertThat(Runbook.warnings())
        .isNotEmpty()
        .doesNotHaveDuplicates()
        .allMatch(
            row -> sentences.stream().anyMatch(sentence -> sentence.startsWith(row)),
            "is the beginning of a warning");
  }

  @Test
  void everyWarningIsASentenceThatCanBeReadInTheSource() {
    assertThat(calls(SENTENCE).count()).isEqualTo(calls(CALL).count());
  }

  private static boolean isExplained(String sentence) {
    var code = CODE.matcher(sentence);
    return (code.matches() && Runbook.codes().contains(code.group(1)))
        || Runbook.warnings().stream().anyMatch(sentence::startsWith);
  }

  /** Three dots stand for what differs. */
  private static List<String> sentences() {
    return calls(SENTENCE)
        .filter(call -> !(text(call).startsWith("{}") && FAILURE.equals(call.group(2))))
        .map(WarningsTest::sentence)
        .toList();
  }

  private static Stream<MatchResult> calls(Pattern pattern) {
    return SERVICES.stream()
        .flatMap(service -> Runbook.sources(service, ".java").stream())
        .flatMap(source -> pattern.matcher(source).results());
  }

  /** Its beginning; a constant is called like the code that it holds. */
  private static String sentence(MatchResult call) {
    String text = text(call);
    String first = call.group(2);
    if (text.startsWith("{}") && first != null && first.matches("[A-Z_]+")) {
      text = first + text.substring(2);
    }
    return text.replaceAll("\\{}\\.?", "...");
  }

  private static String text(MatchResult call) {
    String literals = call.group(1).strip();
    return literals.substring(1, literals.length() - 1).replaceAll("\"\\s*\\+\\s*\"", "");
  }
}

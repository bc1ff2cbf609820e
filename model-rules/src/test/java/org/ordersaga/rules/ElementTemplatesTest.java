package org.ordersaga.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Camunda Modeler lets a process owner enter is not refused at the deployment. */
class ElementTemplatesTest {

  /** Each number at its limits, and beyond. */
  private static final List<String> NUMBERS =
      List.of(
              "0", "1", "6", "7", "8", "23", "24", "59", "60", "61", "99", "100", "168", "364",
              "365")
          .stream()
          .toList();

  private static final List<String> LARGE_NUMBERS =
      List.of("366", "999", "1000", "3600", "3601", "9999", "99999", "999999");

  static Stream<Arguments> checks() throws IOException {
    Set<String> patterns = new TreeSet<>();
    List<Arguments> checks = new ArrayList<>();
    for (var file : Models.below("modeler/element-templates", ".json")) {
      for (JsonNode property : new ObjectMapper().readTree(file.toFile()).get("properties")) {
        String name = property.at("/binding/name").asText();
        String pattern = property.at("/constraints/pattern/value").asText();
        if (!pattern.isEmpty() && !name.equals("pivot") && patterns.add(name + " " + pattern)) {
          checks.add(Arguments.of(name, pattern));
        }
      }
    }
    return checks.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("checks")
  void whatATemplateLetsThroughKeepsTheRules(String name, String pattern) {
    Pattern check = Pattern.compile(pattern);
    List<String> passed =
        values(name).stream().filter(value -> check.matcher(value).find()).toList();
    assertThat(passed).hasSizeGreaterThan(10);
    assertThat(passed)
        .allSatisfy(value -> assertThat(keepsTheRules(name, value)).as(value).isTrue());
  }

  private static boolean keepsTheRules(String name, String value) {
    return name.equals("orderDeadline")
        ? Deadline.isSane(value)
        : Settings.takes(name, value, Set.of()).isEmpty();
  }

  private static List<String> values(String name) {
    List<String> numbers = new ArrayList<>(NUMBERS);
    numbers.addAll(LARGE_NUMBERS);
    if (name.equals("maxDeliveries")) {
      return numbers;
    }
    List<String> values = new ArrayList<>();
    for (String days : parts(numbers, "D")) {
      for (String hours : parts(numbers, "H")) {
        values.add("P" + days + "T" + hours);
        values.add("P" + days + (hours.isEmpty() ? "" : "T" + hours));
        for (String minutes : parts(NUMBERS, "M")) {
          values.add("P" + days + "T" + hours + minutes + "59S");
          values.add("P" + days + "T" + hours + minutes);
        }
      }
    }
    for (String minutes : parts(numbers, "M")) {
      for (String seconds : parts(numbers, "S")) {
        values.add("PT" + minutes + seconds);
        values.add("P6DT23H" + minutes + seconds);
        values.add("PT99H" + minutes + seconds);
        values.add("P364DT23H" + minutes + seconds);
        values.add("PT999H" + minutes + seconds);
      }
    }
    if (name.equals("retryCycle")) {
      for (String times : numbers) {
        values.add("R" + times + "/PT1S");
        values.add("R" + times + "/P7D");
        values.add("PT1S" + ", PT1S".repeat(Integer.parseInt(times)));
      }
    }
    return values;
  }

  private static List<String> parts(List<String> numbers, String unit) {
    List<String> parts = new ArrayList<>(List.of(""));
    numbers.forEach(number -> parts.add(number + unit));
    return parts;
  }
}

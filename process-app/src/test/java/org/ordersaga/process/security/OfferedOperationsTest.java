package org.ordersaga.process.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

/** Who asks what engine-rest offers finds all of it in a table. */
class OfferedOperationsTest {

  private static final Pattern SECTION =
      Pattern.compile("(?ms)^## What engine-rest offers$(.*?)(?=^## )");
  private static final Pattern ROW = Pattern.compile("(?m)^\\|[^|`]*\\| `(.+)` \\|$");

  @Test
  void theTableInTheDocumentsHasEveryOperationThatIsOfferedAndNoOther() throws IOException {
    List<String> offered = offered();

    assertThat(offered).contains("GET /version", "GET,POST /job(/count)?");
    assertThat(documented()).containsExactlyElementsOf(offered);
  }

  private static List<String> offered() throws IOException {
    PropertySource<?> settings =
        new YamlPropertySourceLoader()
            .load("application", new ClassPathResource("application.yml"))
            .get(0);
    return IntStream.iterate(0, n -> n + 1)
        .mapToObj(n -> settings.getProperty("ordersaga.engine-rest.operations[" + n + "]"))
        .takeWhile(Objects::nonNull)
        .map(Object::toString)
        .toList();
  }

  private static List<String> documented() throws IOException {
    String operations = Files.readString(Path.of("..", "docs", "operations.md"));
    return SECTION
        .matcher(operations)
        .results()
        .flatMap(section -> ROW.matcher(section.group(1)).results())
        .map(row -> row.group(1).replace("\\|", "|"))
        .toList();
  }
}

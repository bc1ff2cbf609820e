package org.ordersaga.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code docs/runbook.md} has, and the sources that it is held against. */
final class Runbook {

  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern HEADING = Pattern.compile("(?m)^### ((?:`[A-Z_]+`(?:, )?)+)$");
  private static final Pattern QUOTED = Pattern.compile("`([A-Z_]+)`");
  private static final Pattern WARNINGS =
      Pattern.compile("(?ms)^## Warnings without a code$(.*?)(?=^## |\\z)");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

  private Runbook() {}

  /** The codes that have an entry. */
  static Set<String> codes() {
    Set<String> codes = new TreeSet<>();
    HEADING
        .matcher(text())
        .results()
        .flatMap(heading -> QUOTED.matcher(heading.group(1)).results())
        .forEach(code -> codes.add(code.group(1)));
    return codes;
  }

  /** How the warnings begin that have no code, with three dots for what differs. */
  static List<String> warnings() {
    return WARNINGS
        .matcher(text())
        .results()
        .flatMap(section -> ROW.matcher(section.group(1)).results())
        .map(row -> row.group(1))
        .toList();
  }

  private static String text() {
    return read(ROOT.resolve("docs/runbook.md"));
  }

  /** The main sources below a folder whose names end so. */
  static List<String> sources(String folder, String ending) {
    try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
      return all.filter(path -> path.toString().contains("/src/main/"))
          .filter(path -> path.toString().endsWith(ending))
          .map(Runbook::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.ordersaga.system.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The table of all runs. */
final class Table {

  private static final String HEAD =
      """
      | seed | orders | kills | repeats | faults injected | violations | longest recovery | CPU withheld |
      |---|---|---|---|---|---|---|---|
      """;

  private Table() {}

  static void add(String row) {
    System.out.print(HEAD);
    System.out.println(row);
    Path file = Folders.target().resolve("table.md");
    try {
      String before = Files.exists(file) ? "" : HEAD;
      Files.writeString(
          file, before + row + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

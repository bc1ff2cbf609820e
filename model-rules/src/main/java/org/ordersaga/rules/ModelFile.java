package org.ordersaga.rules;

import java.util.Arrays;
import java.util.Optional;

/**
 * A file of a deployment.
 *
 * @param name its name; the end says what it is, as it does for the engine
 * @param content its bytes
 */
public record ModelFile(String name, byte[] content) {

  /** What the engine takes a file for. */
  enum Kind {
    PROCESS("bpmn20.xml", "bpmn"),
    DECISION("dmn11.xml", "dmn"),
    FORM("form");

    private final String[] suffixes;

    Kind(String... suffixes) {
      this.suffixes = suffixes;
    }
  }

  /** Empty for a file that is none of ours. */
  Optional<Kind> kind() {
    return Arrays.stream(Kind.values())
        .filter(kind -> Arrays.stream(kind.suffixes).anyMatch(name::endsWith))
        .findFirst();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelFile file
        && name.equals(file.name)
        && Arrays.equals(content, file.content);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}

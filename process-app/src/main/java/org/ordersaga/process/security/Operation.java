package org.ordersaga.process.security;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Some operations of engine-rest, written as {@code GET,POST /task(/count)?}: methods, and the form
 * of a path below engine-rest, a regular expression in which {@code *} is one segment.
 */
final class Operation {

  private static final Pattern FORM = Pattern.compile("([A-Z]+(?:,[A-Z]+)*) +(/\\S*)");

  private final List<String> methods;
  private final Pattern path;

  private Operation(List<String> methods, Pattern path) {
    this.methods = methods;
    this.path = path;
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is not of that form
   */
  public static Operation valueOf(String text) {
    var parts = FORM.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no operation; write for example: GET,POST /task(/count)?");
    }
    return new Operation(
        List.of(parts.group(1).split(",")), Pattern.compile(parts.group(2).replace("*", "[^/]+")));
  }

  boolean matches(String method, String candidate) {
    return methods.contains(method) && path.matcher(candidate).matches();
  }
}

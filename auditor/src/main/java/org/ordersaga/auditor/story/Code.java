package org.ordersaga.auditor.story;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The stable code that a message of ours begins with, such as {@code PROVIDER_TIMEOUT: ...}. */
final class Code {

  private static final Pattern CODE = Pattern.compile("([A-Z][A-Z0-9_]+):.*", Pattern.DOTALL);

  private Code() {}

  static Optional<String> of(String message) {
    Matcher matcher = CODE.matcher(message == null ? "" : message);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}

package org.ordersaga.auditor.story;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.ordersaga.auditor.story.Fact.Manner;

/** A story as a Mermaid sequence diagram. */
final class Diagram {

  /** What Mermaid would read as an end of the line, an entity, a tag or a line of its own. */
  private static final Pattern SPECIAL = Pattern.compile("[^\\p{L}\\p{N} .,:_/()+-]");

  private Diagram() {}

  static String of(List<Fact> facts) {
    Set<Party> parties = EnumSet.noneOf(Party.class);
    facts.forEach(fact -> parties.addAll(List.of(fact.from(), fact.to())));
    StringBuilder diagram = new StringBuilder("sequenceDiagram\n");
    parties.forEach(
        party ->
            diagram.append(
                "  participant %s as %s\n".formatted(id(party), escaped(party.label()))));
    facts.forEach(fact -> diagram.append("  ").append(line(fact)).append('\n'));
    return diagram.toString();
  }

  private static String line(Fact fact) {
    String what = escaped(fact.what());
    return fact.manner() == Manner.NOTE
        ? "Note over %s: %s".formatted(id(fact.from()), what)
        : "%s%s%s: %s".formatted(id(fact.from()), fact.manner().arrow(), id(fact.to()), what);
  }

  private static String id(Party party) {
    return party.name().toLowerCase(Locale.ROOT);
  }

  private static String escaped(String text) {
    return SPECIAL.matcher(text).replaceAll(match -> "#" + match.group().codePointAt(0) + ";");
  }
}

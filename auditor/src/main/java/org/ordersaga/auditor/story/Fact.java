package org.ordersaga.auditor.story;

import java.time.Instant;

/**
 * Something that is written down about an order, without personal data.
 *
 * @param source where it is written
 * @param from who did it
 * @param to whom it reached; who did it, if nobody else
 */
record Fact(Instant time, String source, String what, Manner manner, Party from, Party to) {

  /** How it is drawn. */
  enum Manner {
    CALL("->>"),
    ANSWER("-->>"),
    REFUSAL("--x"),
    NOTE("");

    private final String arrow;

    Manner(String arrow) {
      this.arrow = arrow;
    }

    String arrow() {
      return arrow;
    }
  }

  /** A fact that concerns one party only. */
  static Fact note(Instant time, String source, Party party, String what) {
    return new Fact(time, source, what, Manner.NOTE, party, party);
  }
}

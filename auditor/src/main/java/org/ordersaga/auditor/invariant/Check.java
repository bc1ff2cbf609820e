package org.ordersaga.auditor.invariant;

import java.util.Objects;
import java.util.function.Consumer;
import org.ordersaga.auditor.dossier.Dossier;

/** One invariant, as far as one order can keep or break it. */
abstract class Check {

  private final Invariant invariant;

  Check(Invariant invariant) {
    this.invariant = invariant;
  }

  Invariant invariant() {
    return invariant;
  }

  /** What must hold whatever the order is doing. */
  void always(Dossier order, Accuser accuser) {}

  /** What must hold besides once an accepted order is at rest. */
  void atRest(Dossier order, Accuser accuser) {}

  /** What must not be there for an order that was never accepted. */
  void neverAccepted(Dossier order, Accuser accuser) {}

  /** Whether an order in motion is judged as a whole. */
  boolean holdsInMotion() {
    return false;
  }

  Accuser accuser(Dossier order, Consumer<Finding> findings) {
    return sentence -> findings.accept(new Finding(invariant, order.orderId(), sentence));
  }

  /** Takes down what is wrong. */
  @FunctionalInterface
  interface Accuser {

    void accuse(String sentence);

    /** Accuses unless something holds. */
    default void require(boolean holds, String sentence, Object... values) {
      if (!holds) {
        accuse(sentence.formatted(values));
      }
    }

    /** Accuses unless two things are the same. */
    default void same(Object expected, Object found, String sentence) {
      if (!Objects.equals(expected, found)) {
        accuse("%s: expected %s, found %s".formatted(sentence, expected, found));
      }
    }
  }
}

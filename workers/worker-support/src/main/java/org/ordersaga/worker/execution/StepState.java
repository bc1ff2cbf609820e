package org.ordersaga.worker.execution;

/** State of a step in the ledger. */
enum StepState {
  /** A call to the outside world is about to be made or was made: its outcome is in doubt. */
  INTENDED,
  /** It took effect; the outcome is recorded. */
  DONE,
  /** It refused, and has no effect. */
  REFUSED,
  /** It was refused for want of an answer from the outside world: its outcome is in doubt. */
  GIVEN_UP,
  /** It was taken back. */
  UNDONE,
  /** An operator declared it taken back by hand; the order log says who and why. */
  MANUAL,
  /** It was taken back before it came. */
  TOMBSTONE;

  /** Whether it is not known if a call took effect. */
  boolean isInDoubt() {
    return this == INTENDED || this == GIVEN_UP;
  }
}

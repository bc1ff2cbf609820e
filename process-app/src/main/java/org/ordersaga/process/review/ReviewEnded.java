package org.ordersaga.process.review;

/** Published inside the transaction in which a review ended by itself: nobody stopped it. */
record ReviewEnded(Outcome outcome) {

  /** How it ended. */
  enum Outcome {
    APPROVED,
    REFUSED,
    EXPIRED
  }
}

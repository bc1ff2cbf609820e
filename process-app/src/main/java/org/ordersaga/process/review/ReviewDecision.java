package org.ordersaga.process.review;

import org.camunda.bpm.engine.delegate.DelegateExecution;

/** What a reviewer entered, as far as it is a decision at all. */
record ReviewDecision(boolean approved, String reason) {

  static final String DECISION = "reviewDecision";
  static final String REASON = "reviewReason";

  /** The customer reads it in a mail. */
  static final int LONGEST_REASON = 500;

  private static final String APPROVE = "approve";
  private static final String REFUSE = "refuse";

  /**
   * The decision in the variables of a review.
   *
   * @throws ReviewRefused with a sentence that says what to enter
   */
  static ReviewDecision of(DelegateExecution review) {
    Object decision = review.getVariable(DECISION);
    if (!APPROVE.equals(decision) && !REFUSE.equals(decision)) {
      throw new ReviewRefused(
          "Please decide: the variable %s must be \"%s\" or \"%s\"."
              .formatted(DECISION, APPROVE, REFUSE));
    }
    Object reason = review.getVariable(REASON);
    if (reason != null && !(reason instanceof String)) {
      throw new ReviewRefused("The variable %s must be a text.".formatted(REASON));
    }
    String text = reason == null ? "" : ((String) reason).strip();
    if (text.length() > LONGEST_REASON) {
      throw new ReviewRefused(
          "The reason (%s) must have at most %d characters; the customer reads it."
              .formatted(REASON, LONGEST_REASON));
    }
    if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r')) {
      throw new ReviewRefused(
          "The reason (%s) must be plain text without control characters.".formatted(REASON));
    }
    boolean approved = APPROVE.equals(decision);
    if (!approved && text.isEmpty()) {
      throw new ReviewRefused(
          "Please give a reason (%s) for the refusal; the customer reads it.".formatted(REASON));
    }
    return new ReviewDecision(approved, text);
  }
}

package org.ordersaga.process.stop;

/** Why a step is ended from outside; each is an error code that the model draws at a step. */
public enum StopCode {
  /** The order took longer than it may. */
  EXPIRED("We are sorry, your order could not be completed in time."),
  /** An operator gave the order up. */
  GIVEN_UP("We are sorry, your order could not be carried out."),
  /** The customer cancelled. */
  CANCELLED("The order was cancelled at your request.");

  private final String sentence;

  StopCode(String sentence) {
    this.sentence = sentence;
  }

  /** The reason as the customer reads it. */
  String sentence() {
    return sentence;
  }
}

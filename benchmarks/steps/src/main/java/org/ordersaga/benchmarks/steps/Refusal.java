package org.ordersaga.benchmarks.steps;

/** The business says no: a BPMN error. */
public final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final String code;

  Refusal(String code) {
    super(code);
    this.code = code;
  }

  /** The BPMN error's code. */
  public String code() {
    return code;
  }
}

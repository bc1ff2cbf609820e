package org.ordersaga.auditor;

/** The command's entry. */
public final class Auditor {

  private Auditor() {}

  /**
   * Runs the audit and ends the process: 0 when all invariants hold, 1 when one is violated, 2 when
   * it could not look.
   */
  public static void main(String[] arguments) {
    System.exit(2);
  }
}

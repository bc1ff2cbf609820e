package org.ordersaga.process.settlement;

/** How far a settlement has come; it never goes back. */
enum SettlementState {
  /** The outside has not confirmed yet. */
  OPEN,
  /** The outside confirmed that nothing is left, or gave it back. */
  CONFIRMED
}

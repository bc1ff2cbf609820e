package org.ordersaga.inventory.stock;

/** Where pieces of a product go. */
public enum MovementKind {
  /** From a supplier to available. */
  RECEIVED,
  /** From available to reserved. */
  RESERVED,
  /** From reserved back to available. */
  RELEASED,
  /** From reserved to sold. */
  COMMITTED,
  /** From sold back to reserved. */
  UNCOMMITTED
}

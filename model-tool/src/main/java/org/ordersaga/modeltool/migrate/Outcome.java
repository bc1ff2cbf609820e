package org.ordersaga.modeltool.migrate;

/** What became of an order, or would. */
enum Outcome {
  /** With a dry run: it would move. */
  WOULD_MOVE,
  /** It is on the other version now. */
  MOVED,
  /** It is on its old version, unchanged. */
  STAYS,
  /** It was finished before it could be moved. */
  ENDED
}

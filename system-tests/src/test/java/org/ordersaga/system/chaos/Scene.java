package org.ordersaga.system.chaos;

/**
 * One thing that is done to the system.
 *
 * @param name for the journal
 */
record Scene(String name, Action action) {

  /** Does it, and returns when it has happened; not when all is well again. */
  @FunctionalInterface
  interface Action {
    void play() throws Exception;
  }
}

package org.ordersaga.process.fetch;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tells in this process that there is a task to fetch. Static, because engine-rest makes its
 * handler of waiting requests by itself and has one for all engines.
 */
final class TaskSignals {

  /** Stands for every topic. */
  static final String ANY = "*";

  private static final List<Consumer<Collection<String>>> HERE = new CopyOnWriteArrayList<>();
  private static final List<Consumer<Collection<String>>> BEYOND = new CopyOnWriteArrayList<>();

  private TaskSignals() {}

  /** To be called for tasks of this node and of others. */
  static void onEvery(Consumer<Collection<String>> listener) {
    HERE.add(listener);
  }

  /** To be called for tasks of this node only. */
  static void onOwn(Consumer<Collection<String>> listener) {
    BEYOND.add(listener);
  }

  static void remove(Consumer<Collection<String>> listener) {
    HERE.remove(listener);
    BEYOND.remove(listener);
  }

  /** This node committed tasks of these topics. */
  static void own(Collection<String> topics) {
    others(topics);
    BEYOND.forEach(listener -> listener.accept(topics));
  }

  /** Another node committed tasks of these topics. */
  static void others(Collection<String> topics) {
    HERE.forEach(listener -> listener.accept(topics));
  }
}

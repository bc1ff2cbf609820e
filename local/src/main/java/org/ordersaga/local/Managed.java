package org.ordersaga.local;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A part that runs as an operating-system process and is watched by the {@link Supervisor}. */
interface Managed {

  /** What can be seen of a started process; {@code ending} tells how it ended, once it has. */
  record Running(ProcessHandle handle, CompletableFuture<String> ending) {}

  String name();

  int port();

  Path log();

  /** Parts of a higher level are stopped first. */
  int level();

  /**
   * Starts the process; it need not be healthy yet.
   *
   * @throws Complaint when it cannot be started
   */
  Running start();

  /** Whether it does its work; answers within two seconds. */
  boolean isHealthy();

  /** Ends the process, politely at first, and returns when it has ended. */
  void stop(ProcessHandle handle);
}

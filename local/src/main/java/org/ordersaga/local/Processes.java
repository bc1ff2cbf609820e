package org.ordersaga.local;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends operating-system processes, whether this launcher started them or not. */
final class Processes {

  private static final Duration LAST_WAIT = Duration.ofSeconds(5);

  private Processes() {}

  /** Asks a process to end and kills it when it has not within the time given. */
  static void terminate(ProcessHandle handle, Duration patience) {
    handle.destroy();
    if (!hasEnded(handle, patience)) {
      handle.destroyForcibly();
      hasEnded(handle, LAST_WAIT);
    }
  }

  /** Sends a signal that Java has no name for, such as {@code INT}. */
  static void signal(ProcessHandle handle, String signal) {
    try {
      // The shell's own kill: not every machine has the program.
      new ProcessBuilder("sh", "-c", "kill -\"$1\" \"$2\"", "sh", signal, "" + handle.pid())
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot send a signal", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a process to end. */
  static boolean hasEnded(ProcessHandle handle, Duration patience) {
    try {
      handle.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

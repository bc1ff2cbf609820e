package org.ordersaga.modeltool.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ordersaga.modeltool.engine.CannotLook;

/** Reads the next orders while one is replayed: both take about as long. */
final class ReadAhead implements AutoCloseable {

  /** Enough for both to be busy, and few enough to take no memory worth a word. */
  private static final int MOST = 8;

  private final Recordings recordings;
  private final Iterator<JsonNode> orders;
  private final ExecutorService reader = Executors.newSingleThreadExecutor();
  private final Queue<Future<Recording>> read = new ArrayDeque<>();

  ReadAhead(Recordings recordings, JsonNode orders) {
    this.recordings = recordings;
    this.orders = orders.iterator();
  }

  /**
   * The recording of the next order.
   *
   * @throws CannotReplay when this one cannot be replayed
   */
  Recording next() {
    while (read.size() < MOST && orders.hasNext()) {
      JsonNode order = orders.next();
      read.add(reader.submit(() -> recordings.read(order)));
    }
    try {
      return read.remove().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException reason) {
        throw reason;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotLook("The command was interrupted.", e);
    }
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}

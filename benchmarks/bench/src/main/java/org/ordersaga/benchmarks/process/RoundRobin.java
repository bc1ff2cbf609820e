package org.ordersaga.benchmarks.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A load balancer in front of several nodes: each new connection goes to the next one. */
public final class RoundRobin implements AutoCloseable {

  private final ServerSocket socket;
  private final List<Integer> ports;
  private final AtomicInteger connections = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "round-robin");
            thread.setDaemon(true);
            return thread;
          });

  /** Begins to listen. */
  public RoundRobin(List<Integer> ports) {
    this.ports = ports;
    try {
      this.socket = new ServerSocket(Ports.next(), 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        int next = ports.get(connections.getAndIncrement() % ports.size());
        Socket node = new Socket(InetAddress.getLoopbackAddress(), next);
        client.setTcpNoDelay(true);
        node.setTcpNoDelay(true);
        threads.execute(() -> copy(client, node));
        threads.execute(() -> copy(node, client));
      } catch (IOException e) {
        // Closed, or a node that is away: the client tries again.
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      byte[] buffer = new byte[16 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        to.getOutputStream().write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One side has ended; so does the other.
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}

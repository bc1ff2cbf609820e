package org.ordersaga.benchmarks.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;

/** Free ports, below those that the system gives out by itself. */
public final class Ports {

  private static final int LOWEST = 14_000;
  private static final int BASES = 150;
  private static final int BLOCK = 100;

  private static int last = LOWEST + BLOCK * new Random().nextInt(BASES);

  private Ports() {}

  /** The next free port. */
  public static synchronized int next() {
    while (!isFree(++last)) {
      // The next one may be.
    }
    return last;
  }

  private static boolean isFree(int port) {
    try {
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

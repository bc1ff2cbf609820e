package org.ordersaga.system.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;

/**
 * Free ports, below those that the system gives out by itself, so that a dead process keeps its.
 */
final class Ports {

  private static final int LOWEST = 14_000;
  private static final int BASES = 150;
  private static final int BLOCK = 100;

  private int next = LOWEST + BLOCK * new Random().nextInt(BASES);

  synchronized int next() {
    while (!isFree(++next)) {
      // The next one may be.
    }
    return next;
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

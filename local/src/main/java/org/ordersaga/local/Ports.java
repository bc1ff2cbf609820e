package org.ordersaga.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;

/** Ports, counted from the base, and whether they are free. */
final class Ports {

  static final int SMTP = 25;
  static final int POSTGRES = 32;

  private static final int CONNECT_MILLIS = 200;

  private Ports() {}

  /**
   * Checks that nobody listens on any of the ports.
   *
   * @param wanted what wants each port
   * @throws Complaint naming the first port that is taken
   */
  static void requireFree(Map<Integer, String> wanted) {
    wanted.forEach(
        (port, who) -> {
          if (isTaken(port)) {
            throw new Complaint(
                ("Port %d is taken, and %s needs it: stop what uses it, or set"
                        + " ORDERSAGA_PORT_BASE to use other ports.")
                    .formatted(port, who));
          }
        });
  }

  private static boolean isTaken(int port) {
    // Binding alone is not enough: some systems let a loopback address be bound beside a wildcard.
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return !canBind(port);
    }
  }

  private static boolean canBind(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

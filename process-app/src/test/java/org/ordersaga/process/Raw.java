package org.ordersaga.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Bytes on a connection, because every HTTP client tidies up what it sends. */
public final class Raw implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;

  private Raw(int port) {
    try {
      socket = new Socket("localhost", port);
      socket.setSoTimeout(PATIENCE_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Raw to(int port) {
    return new Raw(port);
  }

  /** The header of a user with the password {@code <name>-secret}. */
  public static String login(String user) {
    String login = user + ":" + user + "-secret";
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8))
        + "\r\n";
  }

  public Raw send(String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether an answer has begun, or the connection was closed. */
  public boolean isAnswered() {
    try {
      return socket.getInputStream().available() > 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** All that comes until the connection is closed. */
  public String answer() {
    StringBuilder answer = new StringBuilder();
    try {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        answer.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      // Closed while more was on its way: what was answered before counts.
      if (answer.isEmpty()) {
        throw new UncheckedIOException(e);
      }
    }
    return answer.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

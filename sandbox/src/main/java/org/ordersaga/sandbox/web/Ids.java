package org.ordersaga.sandbox.web;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids that tell nothing and are never used twice. */
public final class Ids {

  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  /** A new id: the prefix and 20 hexadecimal digits. */
  public static String next(String prefix) {
    byte[] bytes = new byte[10];
    RANDOM.nextBytes(bytes);
    return prefix + HexFormat.of().formatHex(bytes);
  }
}

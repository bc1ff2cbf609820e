package org.ordersaga.sandbox.web;

import java.util.UUID;

/** Ids that tell nothing and are never used twice. */
public final class Ids {

  private Ids() {}

  /** A new id: the prefix and 20 hexadecimal digits. */
  public static String next(String prefix) {
    return prefix + UUID.randomUUID().toString().replace("-", "").substring(12);
  }
}

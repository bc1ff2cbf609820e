package org.ordersaga.system.chaos;

import java.io.IOException;

/** What a proxy does to a call. */
@FunctionalInterface
interface Tampering {

  /** Passes the call on to who should have it, and returns the answer. */
  @FunctionalInterface
  interface Onward {
    Reply pass() throws IOException;
  }

  /**
   * Handles a call.
   *
   * @return the answer, or null to break the connection without one
   */
  Reply handle(Call call, Onward onward) throws IOException;

  /** The error is answered and nothing happened. */
  static Tampering refuse(int status) {
    return (call, onward) -> Reply.error(status);
  }

  /** It happened, and the error is answered. */
  static Tampering lie(int status) {
    return (call, onward) -> {
      onward.pass();
      return Reply.error(status);
    };
  }

  /** The connection breaks and nothing happened. */
  static Tampering breakBefore() {
    return (call, onward) -> null;
  }

  /** It happened, and the connection breaks. */
  static Tampering breakAfter() {
    return (call, onward) -> {
      onward.pass();
      return null;
    };
  }
}

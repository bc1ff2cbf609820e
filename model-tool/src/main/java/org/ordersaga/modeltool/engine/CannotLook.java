package org.ordersaga.modeltool.engine;

/** A command cannot do its work. The message is one sentence for whoever ran it. */
public final class CannotLook extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a sentence that says what to do. */
  public CannotLook(String sentence) {
    super(sentence);
  }

  /** With a sentence that says what to do, and what was behind it. */
  public CannotLook(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}

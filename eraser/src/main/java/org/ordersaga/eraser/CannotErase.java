package org.ordersaga.eraser;

/** The command cannot do its work. The message is one sentence for whoever ran it. */
final class CannotErase extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CannotErase(String sentence) {
    super(sentence);
  }

  CannotErase(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}

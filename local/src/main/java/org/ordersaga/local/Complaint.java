package org.ordersaga.local;

/** Something the user has to know or change. The message is one sentence, printed as it is. */
final class Complaint extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Complaint(String sentence) {
    super(sentence);
  }

  Complaint(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}

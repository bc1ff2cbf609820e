package org.ordersaga.worker.catalogue;

/** A step is declared in a way that cannot work; the message says which and why. */
public class InvalidStepException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  InvalidStepException(Class<?> type, String sentence) {
    super(type.getName() + " " + sentence + ".");
  }
}

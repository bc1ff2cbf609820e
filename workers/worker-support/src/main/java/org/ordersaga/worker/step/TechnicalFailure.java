package org.ordersaga.worker.step;

import java.util.Objects;

/**
 * A technical failure with a name: retried as the model says, like any other exception, but an
 * operator finds its code and sentence at the task instead of {@code STEP_FAILED}.
 */
public class TechnicalFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * A technical failure.
   *
   * @param code stable and in capitals, for example {@code PROVIDER_TIMEOUT}
   * @param message one clause that tells an operator what happened and what to check; without a
   *     full stop, because it is part of a sentence, and without personal data
   * @param cause what was caught, or null
   */
  public TechnicalFailure(String code, String message, Throwable cause) {
    super(Objects.requireNonNull(message), cause);
    this.code = Objects.requireNonNull(code);
  }

  /** The code, for example {@code PROVIDER_TIMEOUT}. */
  public String code() {
    return code;
  }

  /**
   * What an operator may read of any failure: code and clause, without a full stop like the
   * message. The message of a foreign exception may quote a customer's data, so only its type is
   * told.
   */
  public static String describe(Throwable failure) {
    return failure instanceof TechnicalFailure named
        ? named.code() + ": " + named.getMessage()
        : "STEP_FAILED: failed with " + failure.getClass().getSimpleName();
  }
}

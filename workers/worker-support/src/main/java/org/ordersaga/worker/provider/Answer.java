package org.ordersaga.worker.provider;

import org.ordersaga.worker.step.TechnicalFailure;

/** What a {@link Provider} answered; any status but those that are technical failures by nature. */
public final class Answer {

  private final Provider provider;
  private final String call;
  private final int status;
  private final byte[] content;

  Answer(Provider provider, String call, int status, byte[] content) {
    this.provider = provider;
    this.call = call;
    this.status = status;
    this.content = content;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /**
   * The body, read as JSON.
   *
   * @throws TechnicalFailure when it is none
   */
  public <T> T as(Class<T> type) {
    return provider.read(this, type);
  }

  /** The failure to throw for a status that the step does not expect. */
  public TechnicalFailure unexpected() {
    return provider.unexpected(this);
  }

  String call() {
    return call;
  }

  byte[] content() {
    return content;
  }
}

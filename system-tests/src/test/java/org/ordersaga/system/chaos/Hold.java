package org.ordersaga.system.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Stops one call at a chosen moment: its caller waits until the test decides. */
final class Hold implements Tampering {

  enum Moment {
    /** Nothing has happened yet. */
    BEFORE,
    /** It has happened, and the caller does not know. */
    AFTER
  }

  /** Longer than any test needs, and the caller gives up earlier anyway. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Moment moment;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CompletableFuture<Caught> caught = new CompletableFuture<>();
  private final CompletableFuture<Boolean> verdict = new CompletableFuture<>();

  /**
   * What is held.
   *
   * @param caller the process that waits for the answer; null for a client
   * @param callee the process that answered; null if nothing has happened yet
   */
  record Caught(Node caller, Node callee) {}

  private Hold(Moment moment) {
    this.moment = moment;
  }

  static Hold at(Moment moment) {
    return new Hold(moment);
  }

  @Override
  public Reply handle(Call call, Onward onward) throws IOException {
    if (moment == Moment.BEFORE) {
      if (!taken.compareAndSet(false, true)) {
        return onward.pass();
      }
      caught.complete(new Caught(call.owner(), null));
      return decision() ? onward.pass() : null;
    }
    Reply reply = onward.pass();
    if (!taken.compareAndSet(false, true)) {
      return reply;
    }
    caught.complete(new Caught(call.owner(), reply.from()));
    return decision() ? reply : null;
  }

  private boolean decision() {
    try {
      return verdict.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  /** Waits until a call is held. */
  Caught awaitCaught(Duration patience) {
    assertThat(caught).as("a call to hold").succeedsWithin(patience);
    return caught.join();
  }

  /** The call goes on, or its answer goes out. */
  void release() {
    verdict.complete(true);
  }

  /** The connection breaks. */
  void drop() {
    verdict.complete(false);
  }
}

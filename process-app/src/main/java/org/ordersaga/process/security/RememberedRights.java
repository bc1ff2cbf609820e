package org.ordersaga.process.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the database said lately about the rights of technical users: whether anything is revoked
 * for a user, and permissions on process definitions that it has. Refusals are not kept.
 *
 * <p>Every answer carries the number of changes that were counted before it was asked for, and is
 * good only while that number stands. So a reader who read the old row before a commit, and comes
 * to tell of it after the commit was counted, brings nothing back. Changes by another node, or in
 * the database by hand, are not counted here: they hold after {@link #FRESH} at the latest.
 */
class RememberedRights {

  /** For so long after it was given an answer is taken without another look. */
  static final Duration FRESH = Duration.ofSeconds(10);

  private static final int MOST = 1_000;

  /** A permission, by its bits, on all that is of the definition with that key. */
  record Grant(String user, int permission, String definition) {}

  private record Revokes(boolean any, long generation) {}

  private final Cache<String, Revokes> revokes;
  private final Cache<Grant, Long> grants;
  private final AtomicLong generation = new AtomicLong();

  RememberedRights() {
    this(Ticker.systemTicker());
  }

  RememberedRights(Ticker clock) {
    this.revokes = newCache(clock).build();
    this.grants = newCache(clock).build();
  }

  private static Caffeine<Object, Object> newCache(Ticker clock) {
    return Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(FRESH).ticker(clock);
  }

  /** Whether anything at all is revoked for the user, if that was asked a moment ago. */
  Optional<Boolean> anyRevoke(String user) {
    return Optional.ofNullable(revokes.getIfPresent(user))
        .filter(answer -> answer.generation() == generation.get())
        .map(Revokes::any);
  }

  /** Whether the user had this a moment ago; false says nothing. */
  boolean has(Grant grant) {
    Long seen = grants.getIfPresent(grant);
    return seen != null && seen == generation.get();
  }

  /** Counts the changes; to be asked before the database is. */
  long generation() {
    return generation.get();
  }

  /** Something is revoked for the user, or nothing is. */
  void addRevokes(String user, boolean any, long seenGeneration) {
    revokes.put(user, new Revokes(any, seenGeneration));
  }

  /** The user has this, if nothing is revoked. */
  void add(Grant grant, long seenGeneration) {
    grants.put(grant, seenGeneration);
  }

  /** Authorizations changed: everything is asked anew. */
  void changed() {
    generation.incrementAndGet();
  }
}

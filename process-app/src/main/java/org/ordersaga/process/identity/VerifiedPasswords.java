package org.ordersaga.process.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Passwords that were right lately. Technical users send theirs with every request, and a worker
 * asks for tasks all the time: hashing each anew, and looking the groups up, would cost more than
 * the work. Only digests are kept, made with a key that never leaves this process.
 */
@Component
class VerifiedPasswords {

  /** For so long after it was verified a password is taken without another look. */
  static final Duration FRESH = Duration.ofSeconds(30);

  /** For so long after its last use a password is known to have been right. */
  static final Duration KNOWN = Duration.ofHours(24);

  private static final int MOST = 1_000;
  private static final String HMAC = "HmacSHA256";

  private record Verified(List<String> groups, long at, long generation) {}

  private final SecretKeySpec key = newKey();
  private final Ticker clock;
  private final Cache<String, Verified> verified;
  private final AtomicLong generation = new AtomicLong();

  @Autowired
  VerifiedPasswords() {
    this(Ticker.systemTicker());
  }

  VerifiedPasswords(Ticker clock) {
    this.clock = clock;
    this.verified =
        Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(KNOWN).ticker(clock).build();
  }

  /**
   * What stands for a name, its password and the sender's address here. The address belongs to it,
   * because a stranger elsewhere who guesses right is a guesser still, and has to wait as one.
   */
  String digest(String user, String password, String source) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      for (String part : List.of(user, source)) {
        mac.update((part.length() + ":" + part).getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The user's groups, if the password was verified a moment ago and no user changed since. */
  Optional<List<String>> groupsOf(String digest) {
    return Optional.ofNullable(verified.getIfPresent(digest))
        .filter(entry -> entry.generation() == generation.get())
        .filter(entry -> clock.read() - entry.at() < FRESH.toNanos())
        .map(Verified::groups);
  }

  /** Whether the password was right before from there, whatever it is now. */
  boolean isKnown(String digest) {
    return verified.getIfPresent(digest) != null;
  }

  /** Counts the changes; to be asked before a password is verified. */
  long generation() {
    return generation.get();
  }

  /** The password was right, and these are the user's groups. */
  void add(String digest, List<String> groups, long seenGeneration) {
    verified.put(digest, new Verified(List.copyOf(groups), clock.read(), seenGeneration));
  }

  /** The password is wrong. */
  void forget(String digest) {
    verified.invalidate(digest);
  }

  /** Users, passwords or groups changed: everything is verified anew. */
  void changed() {
    generation.incrementAndGet();
  }

  private static SecretKeySpec newKey() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return new SecretKeySpec(random, HMAC);
  }
}

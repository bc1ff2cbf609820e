package org.ordersaga.auditor.dossier;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ordersaga.auditor.source.Charge;
import org.ordersaga.auditor.source.Mail;
import org.ordersaga.auditor.source.Outside;

/**
 * The provider's ledger and the inbox, kept by order id: they cannot be streamed in that order. A
 * mail costs a few bytes only.
 */
public final class Books {

  /** {@code <orderId.event>}, where an order id has no dot. */
  private static final Pattern MESSAGE_ID =
      Pattern.compile("<([A-Za-z0-9-]{1,64})\\.([A-Z_]+(?:-\\d+)?)>");

  /** More orders than these are not asked for one by one. */
  private static final int FEW = 200;

  /** How far back the inbox is read again: longer than a mail server takes to store a mail. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  private final Outside outside;
  private NavigableMap<String, List<Charge>> charges = new TreeMap<>();
  private List<Charge> chargesOfNobody = new ArrayList<>();
  private final NavigableMap<String, List<String>> mails = new TreeMap<>();
  private final Set<Long> seenMails = new HashSet<>();
  private final Map<String, String> events = new HashMap<>();
  private int mailsOfNobody;
  private Instant newestMail = Instant.EPOCH;

  /** Reads both as a whole, at the same time. */
  public Books(Outside outside) {
    this.outside = outside;
    CompletableFuture<Void> inbox = CompletableFuture.runAsync(() -> outside.inbox(this::put));
    readLedger();
    try {
      inbox.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Looks again, for some orders. */
  public void refresh(Collection<String> orderIds) {
    if (orderIds.size() > FEW) {
      readLedger();
    } else {
      for (String orderId : orderIds) {
        List<Charge> found = outside.ledger(orderId);
        if (found.isEmpty()) {
          charges.remove(orderId);
        } else {
          charges.put(orderId, found);
        }
      }
    }
    // Mails never go away: only the newest pages can have something new.
    Instant known = newestMail.minus(OVERLAP);
    outside.inbox(mail -> put(mail) && !mail.at().isBefore(known));
  }

  /** Charges by the order that they refer to. */
  NavigableMap<String, List<Charge>> charges() {
    return charges;
  }

  /** Charges that refer to no order at all. */
  public List<Charge> chargesOfNobody() {
    return chargesOfNobody;
  }

  /** What follows the order id in the Message-ID of each mail, by order id. */
  NavigableMap<String, List<String>> mails() {
    return mails;
  }

  /** How many mails have no Message-ID of ours. */
  public int mailsOfNobody() {
    return mailsOfNobody;
  }

  private void readLedger() {
    NavigableMap<String, List<Charge>> read = new TreeMap<>();
    List<Charge> nobodys = new ArrayList<>();
    outside.ledger(
        charge -> {
          if (charge.reference() == null) {
            nobodys.add(charge);
          } else {
            read.computeIfAbsent(charge.reference(), id -> new ArrayList<>(1)).add(charge);
          }
        });
    charges = read;
    chargesOfNobody = nobodys;
  }

  private boolean put(Mail mail) {
    String messageId = mail.messageId() == null ? "" : mail.messageId();
    // A page that shifted shows a mail again; a repeat of a message has another time.
    if (!seenMails.add(hash(messageId + mail.at()))) {
      return true;
    }
    if (mail.at().isAfter(newestMail)) {
      newestMail = mail.at();
    }
    Matcher ours = MESSAGE_ID.matcher(messageId);
    if (ours.matches()) {
      mails
          .computeIfAbsent(ours.group(1), id -> new ArrayList<>(1))
          .add(events.computeIfAbsent(ours.group(2), event -> event));
    } else {
      mailsOfNobody++;
    }
    return true;
  }

  /** FNV-1a: 64 bits are enough to tell millions of mails apart. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}

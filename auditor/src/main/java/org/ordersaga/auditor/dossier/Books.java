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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ordersaga.auditor.source.Charge;
import org.ordersaga.auditor.source.Mail;
import org.ordersaga.auditor.source.Outside;
import org.ordersaga.auditor.source.Parcel;

/**
 * The provider's ledger, the carrier's shipments and the inbox, kept by order id: they cannot be
 * streamed in that order. A mail costs a few bytes only.
 */
public final class Books implements AutoCloseable {

  /** {@code <orderId.event>}, where an order id has no dot. */
  private static final Pattern MESSAGE_ID =
      Pattern.compile("<([A-Za-z0-9-]{1,64})\\.([A-Z_]+(?:-\\d+)?)>");

  /** More orders than these are not asked for one by one. */
  private static final int FEW = 200;

  /** How far back the inbox is read again: longer than a mail server takes to store a mail. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  private final Outside outside;
  private final Readings readings = new Readings();
  private NavigableMap<String, List<Charge>> charges = new TreeMap<>();
  private List<Charge> chargesOfNobody = new ArrayList<>();
  private NavigableMap<String, List<Parcel>> parcels = new TreeMap<>();
  private List<Parcel> parcelsOfNobody = new ArrayList<>();
  private final NavigableMap<String, List<String>> mails = new TreeMap<>();
  private final Set<Long> seenMails = new HashSet<>();
  private final Map<String, String> events = new HashMap<>();
  private int mailsOfNobody;
  private Instant newestMail = Instant.EPOCH;

  /**
   * Begins to read all of them as a whole. Whoever wants to know what is in them waits for that.
   */
  public Books(Outside outside) {
    this.outside = outside;
    readings.begin(List.of(this::readLedger, this::readParcels, () -> outside.inbox(this::put)));
  }

  /** Looks again, for some orders. */
  public void refresh(Collection<String> orderIds) {
    readings.await();
    // Mails never go away: only the newest pages can have something new.
    Instant known = newestMail.minus(OVERLAP);
    Runnable inbox = () -> outside.inbox(mail -> put(mail) && !mail.at().isBefore(known));
    if (orderIds.size() > FEW) {
      readings.begin(List.of(this::readLedger, this::readParcels, inbox));
      return;
    }
    for (String orderId : orderIds) {
      replace(charges, orderId, outside.ledger(orderId));
      replace(parcels, orderId, outside.parcels(orderId));
    }
    inbox.run();
  }

  private static <T> void replace(Map<String, List<T>> all, String orderId, List<T> found) {
    if (found.isEmpty()) {
      all.remove(orderId);
    } else {
      all.put(orderId, found);
    }
  }

  /** Charges by the order that they refer to. */
  NavigableMap<String, List<Charge>> charges() {
    readings.await();
    return charges;
  }

  /** Charges that refer to no order at all. */
  public List<Charge> chargesOfNobody() {
    readings.await();
    return chargesOfNobody;
  }

  /** Shipments by the order that they refer to. */
  NavigableMap<String, List<Parcel>> parcels() {
    readings.await();
    return parcels;
  }

  /** Shipments that refer to no order at all. */
  public List<Parcel> parcelsOfNobody() {
    readings.await();
    return parcelsOfNobody;
  }

  /** What follows the order id in the Message-ID of each mail, by order id. */
  NavigableMap<String, List<String>> mails() {
    readings.await();
    return mails;
  }

  /** How many mails have no Message-ID of ours. */
  public int mailsOfNobody() {
    readings.await();
    return mailsOfNobody;
  }

  private void readLedger() {
    NavigableMap<String, List<Charge>> read = new TreeMap<>();
    List<Charge> nobodys = new ArrayList<>();
    outside.ledger(charge -> file(charge, charge.reference(), read, nobodys));
    charges = read;
    chargesOfNobody = nobodys;
  }

  private void readParcels() {
    NavigableMap<String, List<Parcel>> read = new TreeMap<>();
    List<Parcel> nobodys = new ArrayList<>();
    outside.parcels(parcel -> file(parcel, parcel.reference(), read, nobodys));
    parcels = read;
    parcelsOfNobody = nobodys;
  }

  private static <T> void file(T item, String orderId, Map<String, List<T>> read, List<T> nobodys) {
    if (orderId == null) {
      nobodys.add(item);
    } else {
      read.computeIfAbsent(orderId, id -> new ArrayList<>(1)).add(item);
    }
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

  @Override
  public void close() {
    readings.close();
  }
}

package org.ordersaga.auditor.story;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.ordersaga.auditor.source.Charge;
import org.ordersaga.auditor.source.Outside;
import org.ordersaga.auditor.source.Parcel;
import org.ordersaga.auditor.story.Fact.Manner;

/** What the payment provider, the carrier and the mail server know. */
final class OutsideFacts {

  /** By how much the clock of the outside may be behind ours. */
  private static final Duration OTHER_CLOCK = Duration.ofHours(1);

  private final Outside outside;
  private final String orderId;
  private final List<Fact> facts;

  OutsideFacts(Outside outside, String orderId, List<Fact> facts) {
    this.outside = outside;
    this.orderId = orderId;
    this.facts = facts;
  }

  /**
   * Collects them.
   *
   * @param begin of the order: older mails are none of its own
   */
  void collect(Instant begin) {
    outside.ledger(orderId).forEach(charge -> facts.add(charged(charge)));
    outside.parcels(orderId).forEach(parcel -> facts.add(booked(parcel)));
    Instant oldest = begin.minus(OTHER_CLOCK);
    String mine = "<" + orderId + ".";
    outside.inbox(
        mail -> {
          if (mail.messageId() != null && mail.messageId().startsWith(mine)) {
            facts.add(
                new Fact(
                    mail.at(),
                    Party.MAIL_SERVER.label(),
                    "mail " + mail.messageId() + " in the inbox",
                    Manner.CALL,
                    Party.MAIL_SERVER,
                    Party.CUSTOMER));
          }
          return mail.at().isAfter(oldest);
        });
  }

  /** The ledger has one time: that of the charge. */
  private static Fact charged(Charge charge) {
    String back =
        charge.refunded() == 0
            ? ""
            : ", given back since: " + Amount.of(charge.refunded(), charge.currency());
    return new Fact(
        charge.at(),
        Party.PAYMENT_PROVIDER.label(),
        "%s captured %s%s%s"
            .formatted(
                charge.id(),
                Amount.of(charge.captured(), charge.currency()),
                back,
                charge.voided() ? ", voided since" : ""),
        Manner.CALL,
        Party.PAYMENT_WORKER,
        Party.PAYMENT_PROVIDER);
  }

  private static Fact booked(Parcel parcel) {
    return new Fact(
        parcel.at(),
        Party.CARRIER.label(),
        "shipment %s, now %s".formatted(parcel.id(), parcel.status()),
        Manner.CALL,
        Party.SHIPPING_WORKER,
        Party.CARRIER);
  }
}

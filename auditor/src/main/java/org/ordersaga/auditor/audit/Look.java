package org.ordersaga.auditor.audit;

import java.util.Map;
import java.util.TreeMap;
import org.ordersaga.auditor.dossier.Archive;
import org.ordersaga.auditor.dossier.Books;
import org.ordersaga.auditor.dossier.Dossier;
import org.ordersaga.auditor.invariant.Finding;
import org.ordersaga.auditor.invariant.Invariant;
import org.ordersaga.auditor.invariant.Judge;
import org.ordersaga.auditor.invariant.Judge.Verdict;
import org.ordersaga.auditor.invariant.Stock;
import org.ordersaga.auditor.source.Charge;
import org.ordersaga.auditor.source.Databases;
import org.ordersaga.auditor.source.Outside;
import org.ordersaga.auditor.source.Parcel;

/**
 * Looks at every order once, and at a suspect again and again until it held still.
 *
 * <p>The databases and the outside are not read at one moment. An order whose dossier is the same
 * in two looks was so at one moment, after the last source was read for the first time and before
 * the first one was read again: only then is it accused.
 */
final class Look {

  private static final int LOOKS = 5;

  private final Databases databases;
  private final Outside outside;
  private final Judge judge = new Judge();
  private final Tally tally = new Tally();
  private Map<String, Suspect> suspects = new TreeMap<>();

  private record Suspect(String fingerprint, boolean accepted) {}

  Look(Databases databases, Outside outside) {
    this.databases = databases;
    this.outside = outside;
  }

  Report everywhere() {
    try (Books books = new Books(outside)) {
      databases.refresh();
      stock();
      try (Archive archive = new Archive(databases, books, null)) {
        archive.forEach(this::first);
      }
      nobodys(books);
      for (int look = 2; look <= LOOKS && !suspects.isEmpty(); look++) {
        again(books);
      }
    }
    suspects.forEach(
        (orderId, suspect) -> {
          if (suspect.accepted()) {
            tally.addMoving(orderId);
          }
        });
    return tally.report();
  }

  private void first(Dossier order) {
    Verdict verdict = judge.judge(order);
    if (verdict.findings().isEmpty()) {
      tally.add(order, verdict);
    } else {
      suspects.put(order.orderId(), new Suspect(order.fingerprint(), order.accepted()));
    }
  }

  private void again(Books books) {
    Map<String, Suspect> before = suspects;
    suspects = new TreeMap<>();
    books.refresh(before.keySet());
    databases.refresh();
    try (Archive archive = new Archive(databases, books, before.keySet())) {
      archive.forEach(
          order -> {
            Verdict verdict = judge.judge(order);
            Suspect now = new Suspect(order.fingerprint(), order.accepted());
            if (verdict.findings().isEmpty() || now.equals(before.get(order.orderId()))) {
              tally.add(order, verdict);
            } else {
              suspects.put(order.orderId(), now);
            }
          });
    }
  }

  private void stock() {
    Stock.Result result = Stock.judge(databases);
    tally.checked(Invariant.I2, result.products());
    result.findings().forEach(tally::add);
  }

  private void nobodys(Books books) {
    for (Charge charge : books.chargesOfNobody()) {
      tally.add(
          new Finding(
              Invariant.I4,
              "charge " + charge.id(),
              "%d %s were captured for no order".formatted(charge.captured(), charge.currency())));
    }
    for (Parcel parcel : books.parcelsOfNobody()) {
      tally.add(
          new Finding(
              Invariant.I4,
              "shipment " + parcel.id(),
              "the carrier has it as %s, for no order".formatted(parcel.status())));
    }
    if (books.mailsOfNobody() > 0) {
      tally.add(
          new Finding(
              Invariant.I7,
              "inbox",
              "%d mails have no Message-ID of the shop".formatted(books.mailsOfNobody())));
    }
  }
}

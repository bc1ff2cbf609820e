package org.ordersaga.inventory.reservation;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ordersaga.worker.step.Receipt;

/** What is set aside for one order. An order has one reservation at most. */
@Entity
class Reservation {

  @Id private String orderId;
  @Version private Integer version;

  @Enumerated(EnumType.STRING)
  private ReservationStatus status;

  private long totalAmount;
  private String currency;

  @ElementCollection
  @CollectionTable(name = "reservation_line", joinColumns = @JoinColumn(name = "order_id"))
  private List<ReservationLine> lines;

  private Instant createdAt;
  private Instant changedAt;

  protected Reservation() {}

  Reservation(String orderId, String currency, List<ReservationLine> lines) {
    this.orderId = orderId;
    this.status = ReservationStatus.RESERVED;
    this.currency = currency;
    this.lines = lines;
    this.totalAmount = lines.stream().mapToLong(ReservationLine::amount).reduce(0, Math::addExact);
    this.createdAt = Instant.now();
    this.changedAt = createdAt;
  }

  void become(ReservationStatus next) {
    if (!status.mayBecome(next)) {
      throw new IllegalStateException(
          "The reservation of order %s is %s and cannot become %s"
              .formatted(orderId, status, next));
    }
    status = next;
    changedAt = Instant.now();
  }

  String orderId() {
    return orderId;
  }

  /** Pieces by article number, in that order. */
  SortedMap<String, Integer> quantities() {
    SortedMap<String, Integer> quantities = new TreeMap<>();
    lines.forEach(line -> quantities.put(line.sku(), line.quantity()));
    return quantities;
  }

  long totalAmount() {
    return totalAmount;
  }

  Receipt receipt() {
    return new Receipt("reservation-" + orderId, totalAmount, currency);
  }
}

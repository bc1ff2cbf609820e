package org.ordersaga.order;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;

/** One order and what became of it. */
@Entity
class CustomerOrder {

  @Id private String orderId;
  @Version private Integer version;

  @Enumerated(EnumType.STRING)
  private OrderStatus status;

  private String customerId;
  private String email;
  private String currency;
  @Embedded private ShippingAddress shippingAddress;

  @ElementCollection
  @CollectionTable(name = "order_line", joinColumns = @JoinColumn(name = "order_id"))
  @OrderColumn(name = "position")
  private List<OrderLine> lines;

  private Long totalAmount;
  private String trackingNumber;
  private String failureReason;
  private String failureMessage;
  private Instant createdAt;
  private Instant changedAt;

  protected CustomerOrder() {}

  private CustomerOrder(String orderId, String customerId) {
    this.orderId = orderId;
    this.customerId = customerId;
    this.status = OrderStatus.PENDING;
    this.createdAt = Instant.now();
    this.changedAt = createdAt;
  }

  /** A new order, as the customer asked for it. */
  static CustomerOrder create(OrderRequest request) {
    CustomerOrder order = new CustomerOrder(request.orderId(), request.customerId());
    order.email = request.email();
    order.currency = request.currency();
    order.shippingAddress = request.shippingAddress();
    order.lines = request.lines();
    return order;
  }

  /** An order that ends before it was created: all that is known is whose it was. */
  static CustomerOrder neverCreated(String orderId, String customerId) {
    return new CustomerOrder(orderId, customerId);
  }

  void confirm(Long total, String totalCurrency, String tracking) {
    if (total == null || !currency.equals(totalCurrency)) {
      throw new IllegalStateException(
          "Order %s is in %s and cannot be confirmed with a total of %s %s"
              .formatted(orderId, currency, total, totalCurrency));
    }
    become(OrderStatus.CONFIRMED);
    totalAmount = total;
    trackingNumber = tracking;
  }

  void complete() {
    become(OrderStatus.DELIVERED);
  }

  void close(OrderStatus outcome, String reason, String message) {
    if (outcome == null || !outcome.closes()) {
      throw new IllegalArgumentException(
          "Order %s cannot be closed as %s, only as REJECTED or CANCELLED"
              .formatted(orderId, outcome));
    }
    become(outcome);
    failureReason = reason;
    failureMessage = message;
  }

  private void become(OrderStatus next) {
    if (!status.mayBecome(next)) {
      throw new IllegalStateException(
          "Order %s is %s and cannot become %s".formatted(orderId, status, next));
    }
    status = next;
    changedAt = Instant.now();
  }

  OrderStatus status() {
    return status;
  }
}

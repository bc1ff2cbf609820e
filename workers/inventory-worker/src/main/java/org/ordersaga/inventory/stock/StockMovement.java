package org.ordersaga.inventory.stock;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** One line of the stock's journal. Lines are added, never changed. */
@Entity
@Immutable
class StockMovement {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private Long id;

  private String sku;
  private String orderId;

  @Enumerated(EnumType.STRING)
  private MovementKind kind;

  private int quantity;
  private Instant at;

  protected StockMovement() {}

  StockMovement(String sku, String orderId, MovementKind kind, int quantity) {
    this.sku = sku;
    this.orderId = orderId;
    this.kind = kind;
    this.quantity = quantity;
    this.at = Instant.now();
  }
}

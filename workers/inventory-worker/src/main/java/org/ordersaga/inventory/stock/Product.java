package org.ordersaga.inventory.stock;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;

/** One thing the shop sells, its price, and how many pieces are where. */
@Entity
public class Product {

  @Id private String sku;
  private String name;

  @Enumerated(EnumType.STRING)
  private Category category;

  private long price;
  private String currency;
  private int available;
  private int reserved;
  private int sold;

  protected Product() {}

  /** Only {@link Stock} moves pieces: it writes the movement down as well. */
  void move(MovementKind kind, int quantity) {
    switch (kind) {
      case RECEIVED -> available = Math.addExact(available, quantity);
      case RESERVED -> {
        available = take(available, quantity, "available");
        reserved += quantity;
      }
      case RELEASED -> {
        reserved = take(reserved, quantity, "reserved");
        available += quantity;
      }
      case COMMITTED -> {
        reserved = take(reserved, quantity, "reserved");
        sold += quantity;
      }
      case UNCOMMITTED -> {
        sold = take(sold, quantity, "sold");
        reserved += quantity;
      }
    }
  }

  private int take(int from, int quantity, String place) {
    if (quantity <= 0) {
      throw new IllegalArgumentException(
          "A movement of %d pieces of %s makes no sense".formatted(quantity, sku));
    }
    if (from < quantity) {
      throw new IllegalStateException(
          "Cannot take %d pieces of %s: only %d are %s".formatted(quantity, sku, from, place));
    }
    return from - quantity;
  }

  /** The article number, for example {@code BOOK-001}. */
  public String sku() {
    return sku;
  }

  /** The name customers know it by. */
  public String name() {
    return name;
  }

  /** The shelf it stands on. */
  public Category category() {
    return category;
  }

  /** The price of one piece in minor units of {@link #currency()}. */
  public long price() {
    return price;
  }

  /** ISO 4217 code of the price. */
  public String currency() {
    return currency;
  }

  /** Pieces that can be reserved now. */
  public int available() {
    return available;
  }

  /** Pieces set aside for open orders. */
  public int reserved() {
    return reserved;
  }

  /** Pieces that belong to confirmed orders. */
  public int sold() {
    return sold;
  }
}

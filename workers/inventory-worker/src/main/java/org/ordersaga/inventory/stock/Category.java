package org.ordersaga.inventory.stock;

/** The shelves of the shop. */
public enum Category {
  BOOK,
  TOY,
  HOME,
  GARDEN,
  MUSIC
}

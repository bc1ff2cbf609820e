package org.ordersaga.inventory.product;

import org.ordersaga.inventory.stock.Category;
import org.ordersaga.inventory.stock.Product;

/**
 * A product as clients see it.
 *
 * @param price of one piece, in minor units of {@code currency}
 */
record ProductView(
    String sku,
    String name,
    Category category,
    long price,
    String currency,
    int available,
    int reserved,
    int sold) {

  static ProductView of(Product product) {
    return new ProductView(
        product.sku(),
        product.name(),
        product.category(),
        product.price(),
        product.currency(),
        product.available(),
        product.reserved(),
        product.sold());
  }
}

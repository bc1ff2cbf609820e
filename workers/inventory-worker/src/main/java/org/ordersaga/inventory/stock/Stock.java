package org.ordersaga.inventory.stock;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The only way to move stock: a piece that moves leaves a line in the journal. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class Stock {

  private final Products products;
  private final StockMovements journal;

  Stock(Products products, StockMovements journal) {
    this.products = products;
    this.journal = journal;
  }

  /**
   * Locks products until the transaction ends, in the order of their article numbers.
   *
   * @return the products that exist, by article number
   */
  public Map<String, Product> lock(Collection<String> skus) {
    return products.lockInSkuOrder(skus).stream()
        .collect(
            Collectors.toMap(
                Product::sku, Function.identity(), (first, second) -> first, TreeMap::new));
  }

  /**
   * Moves pieces of a product for an order.
   *
   * @param product as {@link #lock} gave it in this transaction
   * @throws IllegalStateException if too few pieces are where they are to be taken from; the
   *     transaction must not be committed then
   */
  public void move(String orderId, MovementKind kind, Product product, int quantity) {
    product.move(kind, quantity);
    journal.save(new StockMovement(product.sku(), orderId, kind, quantity));
  }
}

package org.ordersaga.inventory.stock;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
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
   * Moves pieces of products for an order.
   *
   * @param quantities by article number, in the order in which the journal is to have them
   * @param products as {@link #lock} gave them in this transaction
   * @throws IllegalStateException if too few pieces are where they are to be taken from; the
   *     transaction must not be committed then
   */
  public void move(
      String orderId,
      MovementKind kind,
      SortedMap<String, Integer> quantities,
      Map<String, Product> products) {
    quantities.forEach((sku, quantity) -> products.get(sku).move(kind, quantity));
    journal.add(orderId, kind, quantities);
  }
}

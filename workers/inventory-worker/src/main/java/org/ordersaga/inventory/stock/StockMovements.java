package org.ordersaga.inventory.stock;

import org.springframework.data.repository.Repository;

/** The stock's journal: it can only grow. */
interface StockMovements extends Repository<StockMovement, Long> {

  StockMovement save(StockMovement movement);
}

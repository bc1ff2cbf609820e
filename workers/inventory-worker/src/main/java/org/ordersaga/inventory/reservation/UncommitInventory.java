package org.ordersaga.inventory.reservation;

import org.ordersaga.inventory.stock.MovementKind;
import org.ordersaga.worker.step.LocalUndo;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.Undo;

/** Takes back the sale of {@link CommitInventory}: the pieces stay reserved for the order. */
@Undo(topic = "inventory.uncommit", of = CommitInventory.class)
class UncommitInventory implements LocalUndo<UncommitInventory.Input, UncommitInventory.Output> {

  private final ReservationChange change;

  UncommitInventory(ReservationChange change) {
    this.change = change;
  }

  record Input(String orderId) {}

  record Output(Receipt receipt) {}

  @Override
  public Output undo(Input input) {
    return new Output(
        change
            .apply(input.orderId(), ReservationStatus.RESERVED, MovementKind.UNCOMMITTED)
            .receipt());
  }

  @Override
  public Output nothingToUndo(Input input) {
    return new Output(null);
  }
}

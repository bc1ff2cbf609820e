package org.ordersaga.inventory.reservation;

import org.ordersaga.inventory.stock.MovementKind;
import org.ordersaga.worker.step.LocalUndo;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.Undo;

/** Puts back on the shelf what {@link ReserveInventory} set aside. */
@Undo(topic = "inventory.release", of = ReserveInventory.class)
class ReleaseInventory implements LocalUndo<ReleaseInventory.Input, ReleaseInventory.Output> {

  private final ReservationChange change;

  ReleaseInventory(ReservationChange change) {
    this.change = change;
  }

  record Input(String orderId) {}

  record Output(Receipt receipt) {}

  @Override
  public Output undo(Input input) {
    return new Output(
        change.apply(input.orderId(), ReservationStatus.RELEASED, MovementKind.RELEASED).receipt());
  }

  @Override
  public Output nothingToUndo(Input input) {
    return new Output(null);
  }
}

package org.ordersaga.inventory.reservation;

import org.ordersaga.inventory.stock.MovementKind;
import org.ordersaga.worker.step.LocalStep;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.Step;

/** Sells what is reserved for an order. */
@Step(topic = "inventory.commit")
class CommitInventory implements LocalStep<CommitInventory.Input, CommitInventory.Output> {

  private final ReservationChange change;

  CommitInventory(ReservationChange change) {
    this.change = change;
  }

  record Input(String orderId) {}

  record Output(Receipt receipt) {}

  @Override
  public Output execute(Input input) {
    return new Output(
        change
            .apply(input.orderId(), ReservationStatus.COMMITTED, MovementKind.COMMITTED)
            .receipt());
  }
}

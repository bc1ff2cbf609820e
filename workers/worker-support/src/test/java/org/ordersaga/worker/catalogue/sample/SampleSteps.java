package org.ordersaga.worker.catalogue.sample;

import java.util.List;
import org.ordersaga.worker.step.LocalStep;
import org.ordersaga.worker.step.LocalUndo;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.Step;
import org.ordersaga.worker.step.Undo;

/** Steps for the catalogue's file. */
public final class SampleSteps {

  private SampleSteps() {}

  record Input(String orderId, List<String> lines) {}

  record Output(Long total, Boolean first, Receipt receipt) {}

  record Order(String orderId) {}

  record Nothing() {}

  @Step(topic = "sample.take", refusals = "OUT_OF_STOCK")
  static class Take implements LocalStep<Input, Output> {
    @Override
    public Output execute(Input input) {
      return new Output(1L, true, null);
    }
  }

  @Undo(topic = "sample.give", of = Take.class)
  static class Give implements LocalUndo<Order, Nothing> {
    @Override
    public Nothing undo(Order input) {
      return new Nothing();
    }

    @Override
    public Nothing nothingToUndo(Order input) {
      return new Nothing();
    }
  }
}

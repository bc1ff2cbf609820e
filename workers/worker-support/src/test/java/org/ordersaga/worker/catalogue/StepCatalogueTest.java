package org.ordersaga.worker.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordersaga.worker.catalogue.sample.SampleSteps;
import org.ordersaga.worker.step.LocalStep;
import org.ordersaga.worker.step.LocalUndo;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.RemoteStep;
import org.ordersaga.worker.step.RemoteUndo;
import org.ordersaga.worker.step.Step;
import org.ordersaga.worker.step.Undo;

class StepCatalogueTest {

  record Input(String orderId) {}

  record Round(String orderId, Integer round) {}

  record Primitive(String orderId, int count) {}

  record Output() {}

  record TwoReceipts(Receipt one, Receipt two) {}

  abstract static class Base<I extends Record, O extends Record> implements LocalStep<I, O> {
    @Override
    public O execute(I input) {
      return null;
    }
  }

  abstract static class UndoBase<I extends Record> implements LocalUndo<I, Output> {
    @Override
    public Output undo(I input) {
      return null;
    }

    @Override
    public Output nothingToUndo(I input) {
      return null;
    }
  }

  @Step(topic = "a")
  static class A extends Base<Input, Output> {}

  @Step(topic = "a")
  static class SameTopic extends Base<Input, Output> {}

  @Step(topic = "raw")
  @SuppressWarnings("rawtypes")
  static class NoRecords extends Base {}

  @Step(topic = "primitive")
  static class WithPrimitive extends Base<Primitive, Output> {}

  @Step(topic = "two")
  static class WithTwoReceipts extends Base<Input, TwoReceipts> {}

  @Step(topic = "occurrence", occurrence = "round")
  static class WithoutItsOccurrence extends Base<Input, Output> {}

  @Step(topic = "rounds", occurrence = "round")
  static class Rounds extends Base<Round, Output> {}

  @Undo(topic = "undo-rounds", of = Rounds.class)
  static class UndoWithoutOccurrence extends UndoBase<Input> {}

  @Undo(topic = "undo-string", of = String.class)
  static class UndoOfNothing extends UndoBase<Input> {}

  @Undo(topic = "undo-a", of = A.class)
  static class UndoA extends UndoBase<Input> {}

  @Undo(topic = "undo-a-again", of = A.class)
  static class UndoAAgain extends UndoBase<Input> {}

  @Step(topic = "neither")
  static class Neither {}

  @Step(topic = "remote")
  static class Remote implements RemoteStep<Input, String, Output> {
    @Override
    public String call(Input input, String idempotencyKey) {
      return null;
    }

    @Override
    public Optional<String> lookUp(Input input, String idempotencyKey) {
      return Optional.empty();
    }

    @Override
    public Output record(Input input, String reply) {
      return null;
    }
  }

  @Undo(topic = "undo-remote", of = Remote.class)
  static class LocalUndoOfRemote extends UndoBase<Input> {}

  @Undo(topic = "undo-remote", of = Remote.class)
  abstract static class UndoThatReadsMore implements RemoteUndo<Round, String, Output> {}

  @Test
  void theFileSaysAllThatAModelNeedsToKnow(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("new/sample.json");

    StepCatalogueWriter.main(new String[] {SampleSteps.class.getPackageName(), file.toString()});

    assertThat(Files.readString(file))
        .isEqualToIgnoringWhitespace(
            """
            [ {
              "topic" : "sample.give",
              "undoOf" : "sample.take",
              "remote" : false,
              "inputs" : [ { "name" : "orderId", "type" : "String" } ],
              "outputs" : [ ],
              "receipt" : false,
              "refusals" : [ ],
              "occurrence" : [ ]
            }, {
              "topic" : "sample.take",
              "undoOf" : null,
              "remote" : false,
              "inputs" : [ { "name" : "lines", "type" : "Json" },
                           { "name" : "orderId", "type" : "String" } ],
              "outputs" : [ { "name" : "first", "type" : "Boolean" },
                            { "name" : "total", "type" : "Long" } ],
              "receipt" : true,
              "refusals" : [ "OUT_OF_STOCK" ],
              "occurrence" : [ ]
            } ]
            """);
  }

  @Test
  void aBadDeclarationIsOneSentenceThatNamesTheClass() {
    assertBad("has the topic a, as has " + A.class.getName(), A.class, SameTopic.class);
    assertBad("must name a record as the type of its inputs", NoRecords.class);
    assertBad("use the boxed type", WithPrimitive.class);
    assertBad("has more than one Receipt", WithTwoReceipts.class);
    assertBad("needs round among its inputs", WithoutItsOccurrence.class);
    assertBad("needs round among its inputs", UndoWithoutOccurrence.class, Rounds.class);
    assertBad("which is no @Step of this worker", UndoOfNothing.class);
    assertBad("which is no @Step of this worker", UndoA.class);
    assertBad("takes back A, as does", A.class, UndoA.class, UndoAAgain.class);
    assertBad("must implement either LocalStep or RemoteStep", Neither.class);
    assertBad("is a LocalUndo, but takes back a RemoteStep", LocalUndoOfRemote.class, Remote.class);
    assertBad(
        "reads round, which the step that it takes back does not read",
        UndoThatReadsMore.class,
        Remote.class);
  }

  private static void assertBad(String sentence, Class<?>... types) {
    assertThatThrownBy(() -> StepCatalogue.of(List.of(types)))
        .isInstanceOf(InvalidStepException.class)
        .hasMessageStartingWith(StepCatalogueTest.class.getName() + "$")
        .hasMessageContaining(sentence);
  }
}

package org.ordersaga.worker.execution;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.util.List;
import java.util.Optional;
import org.ordersaga.worker.step.LocalStep;
import org.ordersaga.worker.step.LocalUndo;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.Refusal;
import org.ordersaga.worker.step.RemoteStep;
import org.ordersaga.worker.step.RemoteUndo;
import org.ordersaga.worker.step.Step;
import org.ordersaga.worker.step.Undo;

/** Steps whose behaviour a {@link Script} decides; what they do is a row in {@code effect}. */
final class TestSteps {

  private TestSteps() {}

  record Line(String sku, int quantity) {}

  record StockInput(String orderId, List<Line> lines, Long amount) {}

  record StockOutput(Long total, List<Line> taken, Receipt receipt) {}

  record OrderInput(String orderId) {}

  record RoundInput(String orderId, Integer round) {}

  record Nothing() {}

  record Note(String note) {}

  @Entity(name = "effect")
  static class Effect {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String note;

    Effect() {}

    Effect(String note) {
      this.note = note;
    }
  }

  @Step(
      topic = "stock.take",
      refusals = {"OUT_OF_STOCK", "UNAVAILABLE"})
  static class Take implements LocalStep<StockInput, StockOutput> {
    private final Script script;
    private final EntityManager entities;

    Take(Script script, EntityManager entities) {
      this.script = script;
      this.entities = entities;
    }

    @Override
    public StockOutput execute(StockInput input) throws Refusal {
      entities.persist(new Effect("take " + input.orderId()));
      script.pass("take", input.orderId());
      return new StockOutput(
          input.amount(), input.lines(), new Receipt("r-1", input.amount(), "EUR"));
    }
  }

  @Undo(topic = "stock.return", of = Take.class, refusals = "NOT_RETURNABLE")
  static class Return implements LocalUndo<OrderInput, Note> {
    private final Script script;
    private final EntityManager entities;

    Return(Script script, EntityManager entities) {
      this.script = script;
      this.entities = entities;
    }

    @Override
    public Note undo(OrderInput input) throws Refusal {
      entities.persist(new Effect("return " + input.orderId()));
      script.pass("return", input.orderId());
      return new Note("returned");
    }

    @Override
    public Note nothingToUndo(OrderInput input) {
      script.passQuietly("nothing", input.orderId());
      return new Note("nothing");
    }
  }

  @Step(topic = "stock.remind", occurrence = "round")
  static class Remind implements LocalStep<RoundInput, Nothing> {
    private final EntityManager entities;

    Remind(EntityManager entities) {
      this.entities = entities;
    }

    @Override
    public Nothing execute(RoundInput input) {
      entities.persist(new Effect("remind " + input.orderId()));
      return new Nothing();
    }
  }

  @Step(
      topic = "money.charge",
      refusals = {"DECLINED", "UNAVAILABLE"})
  static class Charge implements RemoteStep<OrderInput, String, Note> {
    private final Script script;
    private final EntityManager entities;

    Charge(Script script, EntityManager entities) {
      this.script = script;
      this.entities = entities;
    }

    @Override
    public void intend(OrderInput input, String idempotencyKey) {
      entities.persist(new Effect("intend " + input.orderId()));
    }

    @Override
    public String call(OrderInput input, String idempotencyKey) throws Refusal {
      script.pass("call", input.orderId());
      return "called " + idempotencyKey;
    }

    @Override
    public Optional<String> lookUp(OrderInput input, String idempotencyKey) throws Refusal {
      boolean called = script.points(input.orderId()).contains("call");
      script.pass("lookUp", input.orderId());
      return called ? Optional.of("found " + idempotencyKey) : Optional.empty();
    }

    @Override
    public Note record(OrderInput input, String reply) {
      entities.persist(new Effect("charge " + input.orderId()));
      script.passQuietly("record", input.orderId());
      return new Note(reply);
    }

    @Override
    public void recordRefusal(OrderInput input, Refusal refusal) {
      entities.persist(new Effect(refusal.code() + " " + input.orderId()));
    }
  }

  @Undo(topic = "money.refund", of = Charge.class, refusals = "NOT_REFUNDABLE")
  static class Refund implements RemoteUndo<OrderInput, String, Note> {
    private final Script script;
    private final EntityManager entities;

    Refund(Script script, EntityManager entities) {
      this.script = script;
      this.entities = entities;
    }

    @Override
    public String call(OrderInput input, String idempotencyKey, boolean inDoubt) throws Refusal {
      script.pass(inDoubt ? "void" : "refund", input.orderId());
      return (inDoubt ? "voided " : "refunded ") + idempotencyKey;
    }

    @Override
    public Note record(OrderInput input, String reply) {
      entities.persist(new Effect("refund " + input.orderId()));
      return new Note(reply);
    }

    @Override
    public Note recordRefusal(OrderInput input, Refusal refusal) {
      entities.persist(new Effect("stands " + input.orderId()));
      return new Note("stands");
    }

    @Override
    public Note byHand(OrderInput input) {
      entities.persist(new Effect("by hand " + input.orderId()));
      return new Note("by hand");
    }

    @Override
    public Note nothingToUndo(OrderInput input) {
      script.passQuietly("nothing", input.orderId());
      return new Note("nothing");
    }
  }
}

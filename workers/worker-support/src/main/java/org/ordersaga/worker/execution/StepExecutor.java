package org.ordersaga.worker.execution;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.ordersaga.worker.catalogue.StepCatalogue;
import org.ordersaga.worker.catalogue.StepDefinition;
import org.ordersaga.worker.step.LocalStep;
import org.ordersaga.worker.step.LocalUndo;
import org.ordersaga.worker.step.RemoteStep;
import org.ordersaga.worker.step.RemoteUndo;
import org.ordersaga.worker.step.TechnicalFailure;
import org.springframework.aop.support.AopUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs steps exactly once in effect, however often, in whatever order and from however many threads
 * they are delivered. A repeat gets the outcome that is on record.
 */
public final class StepExecutor {

  private final StepCatalogue catalogue;
  private final Map<Class<?>, Object> beans = new HashMap<>();
  private final Recorder recorder;
  private final LocalExecution local;
  private final RemoteExecution remote;

  /**
   * An executor.
   *
   * @param catalogue the declarations
   * @param beans an instance for each of them
   * @param jdbc on the data source of the transaction manager
   * @param transactions the transactions that the steps' own writes take part in
   * @param meters counts the settlements that were confirmed
   * @param firstPause how long a new settlement waits, for the undo's own task to come first
   */
  public StepExecutor(
      StepCatalogue catalogue,
      Collection<Object> beans,
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      MeterRegistry meters,
      Duration firstPause) {
    this.catalogue = catalogue;
    beans.forEach(bean -> this.beans.put(AopUtils.getTargetClass(bean), bean));
    recorder =
        new Recorder(
            catalogue,
            new StepLedger(jdbc),
            new Settlements(jdbc, meters, firstPause),
            new RecordMapper(),
            new TransactionTemplate(transactions));
    local = new LocalExecution(recorder);
    remote = new RemoteExecution(recorder);
  }

  /**
   * Executes, or replays, the step or undo of a topic. Must not be called within a transaction.
   *
   * @param inputs process variables by name; an absent one is null to the step
   * @return the outcome, on record and committed
   * @throws RuntimeException a technical failure: nothing is on record but the intent of a remote
   *     step, and the call may be repeated
   */
  @SuppressWarnings("unchecked")
  public StepOutcome execute(String topic, String orderId, Map<String, Object> inputs) {
    StepDefinition definition = catalogue.get(topic);
    StepKey key = key(definition, orderId, inputs);
    Record input = recorder.mapper.toRecord(inputs, definition.inputType());
    Object bean = beans.get(definition.type());
    // The catalogue has checked that the type arguments of the bean are the records used here.
    if (bean instanceof LocalStep<?, ?> step) {
      return local.execute((LocalStep<Record, Record>) step, definition, key, input);
    }
    if (bean instanceof RemoteStep<?, ?, ?> step) {
      return remote.execute((RemoteStep<Record, Object, Record>) step, definition, key, input);
    }
    if (bean instanceof LocalUndo<?, ?> undo) {
      return local.undo((LocalUndo<Record, Record>) undo, definition, key, input);
    }
    if (bean instanceof RemoteUndo<?, ?, ?> undo) {
      return remote.undo((RemoteUndo<Record, Object, Record>) undo, definition, key, input);
    }
    throw new IllegalStateException("There is no bean of " + definition.type().getName());
  }

  /**
   * Records an undo that an operator declares done by hand, instead of executing it. Must not be
   * called within a transaction.
   *
   * @param topic of an undo
   * @return the outcome, on record and committed; the recorded one if the step is undone already
   */
  @SuppressWarnings("unchecked")
  public StepOutcome undoByHand(String topic, String orderId, Map<String, Object> inputs) {
    StepDefinition definition = catalogue.get(topic);
    StepKey key = key(definition, orderId, inputs);
    Record input = recorder.mapper.toRecord(inputs, definition.inputType());
    Object bean = beans.get(definition.type());
    if (bean instanceof LocalUndo<?, ?> undo) {
      return local.undoByHand((LocalUndo<Record, Record>) undo, definition, key, input);
    }
    if (bean instanceof RemoteUndo<?, ?, ?> undo) {
      return remote.undoByHand((RemoteUndo<Record, Object, Record>) undo, definition, key, input);
    }
    throw new IllegalArgumentException("Only an undo is done by hand: " + topic);
  }

  /**
   * Ends a step that failed too often with a refusal, so that a late repeat is refused too. A
   * remote step whose call was begun stays in doubt: a settlement is opened, and its undo still
   * voids that call. An undo cannot be given up: nothing leads on from there.
   *
   * @param code one of the codes that the step declares
   * @param message a sentence that a customer can read
   * @return the refusal, or the outcome that is on record already
   */
  public StepOutcome giveUp(
      String topic, String orderId, Map<String, Object> inputs, String code, String message) {
    StepDefinition definition = catalogue.get(topic);
    StepKey key = key(definition, orderId, inputs);
    StepOutcome.Refused refusal = new StepOutcome.Refused(code, message);
    if (definition.isUndo()) {
      throw new IllegalArgumentException("An undo cannot be given up: " + topic);
    }
    return definition.description().remote()
        ? remote.giveUp(definition, key, refusal, undoInput(topic, inputs))
        : local.refuse(definition, key, refusal);
  }

  /**
   * Tries once to settle a step that ended in doubt: has the provider confirm that it is called
   * off, and records the answer. Must not be called within a transaction.
   *
   * @param step topic of the step
   * @throws RuntimeException if it is still open: the provider did not answer, or refuses
   */
  @SuppressWarnings("unchecked")
  public void settle(String orderId, String step, String occurrence) {
    StepDefinition definition =
        undoOf(step)
            .orElseThrow(
                () ->
                    new TechnicalFailure(
                        "STEP_UNKNOWN",
                        "this worker has no undo of %s; check its release".formatted(step),
                        null));
    remote.settle(
        (RemoteUndo<Record, Object, Record>) beans.get(definition.type()),
        definition,
        new StepKey(orderId, step, occurrence));
  }

  /** Whether a step of this worker can end in doubt, and so needs to be settled. */
  public boolean hasSettlements() {
    return catalogue.all().stream()
        .anyMatch(definition -> definition.isUndo() && definition.description().remote());
  }

  private Optional<StepDefinition> undoOf(String step) {
    return catalogue.all().stream()
        .filter(definition -> step.equals(definition.description().undoOf()))
        .findFirst();
  }

  /** The undo's input, read from the step's; empty if the step has no undo. Read only if needed. */
  private Supplier<Optional<Record>> undoInput(String step, Map<String, Object> inputs) {
    return () -> undoOf(step).map(undo -> recorder.mapper.toRecord(inputs, undo.inputType()));
  }

  private StepKey key(StepDefinition definition, String orderId, Map<String, Object> inputs) {
    List<String> names = definition.ledgerOccurrence();
    // A step without occurrences has a key even when its inputs cannot be read.
    String occurrence =
        names.isEmpty()
            ? ""
            : recorder.mapper.join(names, recorder.mapper.toRecord(inputs, definition.inputType()));
    return StepKey.of(definition, orderId, occurrence);
  }
}

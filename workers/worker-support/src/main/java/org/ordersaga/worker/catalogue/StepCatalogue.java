package org.ordersaga.worker.catalogue;

import jakarta.annotation.Nullable;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ordersaga.worker.step.LocalStep;
import org.ordersaga.worker.step.LocalUndo;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.RemoteStep;
import org.ordersaga.worker.step.RemoteUndo;
import org.ordersaga.worker.step.Step;
import org.ordersaga.worker.step.Undo;
import org.springframework.core.ResolvableType;

/** The topics of one worker, derived from its annotated classes and their records. */
public final class StepCatalogue {

  private final Map<String, StepDefinition> definitions;

  private StepCatalogue(Map<String, StepDefinition> definitions) {
    this.definitions = definitions;
  }

  /**
   * Reads the declarations.
   *
   * @param types classes annotated with {@link Step} or {@link Undo}
   * @throws InvalidStepException with a sentence that says what is wrong with which class
   */
  public static StepCatalogue of(Collection<Class<?>> types) {
    Map<String, StepDefinition> definitions = new TreeMap<>();
    Map<Class<?>, Class<?>> undoOfStep = new LinkedHashMap<>();
    for (Class<?> type : types) {
      StepDefinition definition =
          type.isAnnotationPresent(Step.class) ? step(type) : undo(type, types);
      StepDefinition other = definitions.put(definition.topic(), definition);
      if (other != null) {
        throw new InvalidStepException(
            type,
            "has the topic %s, as has %s".formatted(definition.topic(), other.type().getName()));
      }
      if (definition.isUndo()) {
        Class<?> of = type.getAnnotation(Undo.class).of();
        Class<?> otherUndo = undoOfStep.put(of, type);
        if (otherUndo != null) {
          throw new InvalidStepException(
              type, "takes back %s, as does %s".formatted(of.getSimpleName(), otherUndo.getName()));
        }
      }
    }
    return new StepCatalogue(definitions);
  }

  /**
   * The definition of a topic.
   *
   * @throws IllegalArgumentException if there is none
   */
  public StepDefinition get(String topic) {
    StepDefinition definition = definitions.get(topic);
    if (definition == null) {
      throw new IllegalArgumentException("No step has the topic " + topic);
    }
    return definition;
  }

  /** All definitions, ordered by topic. */
  public Collection<StepDefinition> all() {
    return definitions.values();
  }

  /** All descriptions, ordered by topic. */
  public List<StepDescription> describe() {
    return definitions.values().stream().map(StepDefinition::description).toList();
  }

  private static StepDefinition step(Class<?> type) {
    Step step = type.getAnnotation(Step.class);
    Shape shape = Shape.of(type, LocalStep.class, RemoteStep.class);
    StepDescription description =
        describe(type, step.topic(), null, shape, step.refusals(), step.occurrence());
    requireInputs(type, shape.input(), description.occurrence());
    return new StepDefinition(
        description,
        type,
        shape.input(),
        shape.output(),
        description.topic(),
        description.occurrence());
  }

  private static StepDefinition undo(Class<?> type, Collection<Class<?>> types) {
    Undo undo = type.getAnnotation(Undo.class);
    if (undo == null) {
      throw new InvalidStepException(type, "carries neither @Step nor @Undo");
    }
    Step step = undo.of().getAnnotation(Step.class);
    if (step == null || !types.contains(undo.of())) {
      throw new InvalidStepException(
          type, "takes back %s, which is no @Step of this worker".formatted(undo.of().getName()));
    }
    Shape shape = Shape.of(type, LocalUndo.class, RemoteUndo.class);
    if (shape.remote() != RemoteStep.class.isAssignableFrom(undo.of())) {
      throw new InvalidStepException(
          type,
          shape.remote()
              ? "is a RemoteUndo, but takes back a LocalStep"
              : "is a LocalUndo, but takes back a RemoteStep");
    }
    List<String> occurrence = List.of(step.occurrence());
    requireInputs(type, shape.input(), occurrence);
    if (shape.remote()) {
      requireInputsOfStep(
          type, shape.input(), Shape.of(undo.of(), LocalStep.class, RemoteStep.class));
    }
    return new StepDefinition(
        describe(type, undo.topic(), step.topic(), shape, undo.refusals(), step.occurrence()),
        type,
        shape.input(),
        shape.output(),
        step.topic(),
        occurrence);
  }

  private static StepDescription describe(
      Class<?> type,
      String topic,
      String undoOf,
      Shape shape,
      String[] refusals,
      String[] occurrence) {
    if (topic.isBlank()) {
      throw new InvalidStepException(type, "has no topic");
    }
    List<StepDescription.Variable> outputs = variables(type, shape.output());
    long receipts = components(shape.output()).filter(StepCatalogue::isReceipt).count();
    if (receipts > 1) {
      throw new InvalidStepException(type, "has more than one Receipt among its outputs");
    }
    if (components(shape.input()).anyMatch(StepCatalogue::isReceipt)) {
      throw new InvalidStepException(type, "has a Receipt among its inputs");
    }
    return new StepDescription(
        topic,
        undoOf,
        shape.remote(),
        variables(type, shape.input()),
        outputs,
        receipts == 1,
        List.of(refusals),
        List.of(occurrence));
  }

  private static List<StepDescription.Variable> variables(
      Class<?> type, Class<? extends Record> record) {
    return components(record)
        .filter(component -> !isReceipt(component))
        .peek(
            component -> {
              if (component.getType().isPrimitive()) {
                throw new InvalidStepException(
                    type,
                    "has the component %s.%s of type %s; a variable may be absent, use the boxed type"
                        .formatted(
                            record.getSimpleName(), component.getName(), component.getType()));
              }
            })
        .map(
            component ->
                new StepDescription.Variable(
                    component.getName(),
                    VariableType.of(component.getType()),
                    component.isAnnotationPresent(Nullable.class)))
        .sorted(Comparator.comparing(StepDescription.Variable::name))
        .toList();
  }

  private static void requireInputs(
      Class<?> type, Class<? extends Record> input, List<String> names) {
    Set<String> missing = new HashSet<>(names);
    components(input).map(RecordComponent::getName).forEach(missing::remove);
    if (!missing.isEmpty()) {
      throw new InvalidStepException(
          type,
          "needs %s among its inputs, as part of the ledger key"
              .formatted(String.join(", ", missing)));
    }
  }

  /** A step that is given up in doubt is settled by its undo, with what the step itself had. */
  private static void requireInputsOfStep(
      Class<?> type, Class<? extends Record> input, Shape step) {
    Set<String> missing = new TreeSet<>();
    components(input).map(RecordComponent::getName).forEach(missing::add);
    components(step.input()).map(RecordComponent::getName).forEach(missing::remove);
    if (!missing.isEmpty()) {
      throw new InvalidStepException(
          type,
          "reads %s, which the step that it takes back does not read"
              .formatted(String.join(", ", missing)));
    }
  }

  private static Stream<RecordComponent> components(Class<? extends Record> record) {
    return Arrays.stream(record.getRecordComponents());
  }

  private static boolean isReceipt(RecordComponent component) {
    return component.getType() == Receipt.class;
  }

  /** The records of a step, and whether it calls the outside world. */
  private record Shape(
      Class<? extends Record> input, Class<? extends Record> output, boolean remote) {

    static Shape of(Class<?> type, Class<?> local, Class<?> remote) {
      boolean isLocal = local.isAssignableFrom(type);
      boolean isRemote = remote.isAssignableFrom(type);
      if (isLocal == isRemote) {
        throw new InvalidStepException(
            type,
            "must implement either %s or %s"
                .formatted(local.getSimpleName(), remote.getSimpleName()));
      }
      ResolvableType generic = ResolvableType.forClass(type).as(isLocal ? local : remote);
      return new Shape(
          record(type, generic.getGeneric(0), "inputs"),
          record(type, generic.getGeneric(isLocal ? 1 : 2), "outputs"),
          isRemote);
    }

    private static Class<? extends Record> record(
        Class<?> type, ResolvableType resolvable, String role) {
      Class<?> resolved = resolvable.resolve();
      if (resolved == null || !resolved.isRecord()) {
        throw new InvalidStepException(type, "must name a record as the type of its " + role);
      }
      return resolved.asSubclass(Record.class);
    }
  }
}

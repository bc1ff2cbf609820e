package org.ordersaga.process.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.RuntimeService;
import org.ordersaga.process.engine.OrderProcess;
import org.ordersaga.process.intake.IntakeRepository.Intake;
import org.ordersaga.process.intake.IntakeRepository.UsedKey;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Accepts orders, each once: the intake row and the start of the process are one transaction. */
@Service
public class OrderIntake {

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");
  private static final int ATTEMPTS = 3;

  private final OrderValidator validator;
  private final IntakeRepository intakes;
  private final OpenOrders openOrders;
  private final IntakeSettings settings;
  private final RuntimeService runtime;
  private final TransactionTemplate transaction;
  private final ObjectReader strict;

  OrderIntake(
      OrderValidator validator,
      IntakeRepository intakes,
      OpenOrders openOrders,
      IntakeSettings settings,
      RuntimeService runtime,
      PlatformTransactionManager transactionManager,
      ObjectMapper json) {
    this.validator = validator;
    this.intakes = intakes;
    this.openOrders = openOrders;
    this.settings = settings;
    this.runtime = runtime;
    this.transaction = new TransactionTemplate(transactionManager);
    this.strict =
        json.reader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /**
   * The answer to an accepted order.
   *
   * @param body JSON, the same text for every repeat
   */
  public record Answer(String orderId, String body) {}

  /**
   * Accepts an order, or finds that it was accepted before.
   *
   * @param idempotencyKey may be null
   * @throws InvalidOrder if anything is wrong with it; nothing has happened then
   * @throws DifferentOrder if its id or the key belongs to an order that says something else
   * @throws TooManyOrders if there is no room for another one; nothing has happened then
   */
  public Answer accept(byte[] body, String idempotencyKey)
      throws InvalidOrder, DifferentOrder, TooManyOrders {
    Problems problems = new Problems();
    if (idempotencyKey != null && !KEY.matcher(idempotencyKey).matches()) {
      problems.add("Idempotency-Key", "must have 1 to 200 printable ASCII characters");
    }
    NewOrder order = validator.validate(parsed(body, problems), problems);
    for (int attempt = 1; ; attempt++) {
      Optional<Answer> earlier = earlierAnswer(order, idempotencyKey);
      if (earlier.isPresent()) {
        return earlier.get();
      }
      try {
        if (openOrders.areTooMany()) {
          // Known without a transaction, and cheap when thousands come in vain.
          throw openOrders.refusal();
        }
        return transaction.execute(status -> start(order, idempotencyKey));
      } catch (StartRefused e) {
        if (e.isTooMany()) {
          throw new TooManyOrders(settings.retryAfter());
        }
        // Somebody else was faster, and has committed: what was accepted can be read now.
        if (!e.isDuplicate() || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private JsonNode parsed(byte[] body, Problems problems) throws InvalidOrder {
    try {
      return strict.readTree(body);
    } catch (JsonProcessingException e) {
      String place =
          e.getLocation() == null
              ? ""
              : " (line %d, column %d)"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      problems.add("body", "must be valid JSON" + place);
    } catch (IOException e) {
      problems.add("body", "must be valid JSON");
    }
    throw new InvalidOrder(problems.list());
  }

  private Optional<Answer> earlierAnswer(NewOrder order, String key) throws DifferentOrder {
    Optional<UsedKey> use = Optional.ofNullable(key).flatMap(intakes::findKey);
    if (use.isPresent()) {
      Intake intake = intakes.find(use.get().orderId()).orElseThrow();
      String given = use.get().givenOrderId();
      boolean sameId = order.chosenId().equals(Optional.ofNullable(given));
      return Optional.of(repeat(order, intake, sameId));
    }
    Optional<Intake> intake = order.chosenId().flatMap(intakes::find);
    if (intake.isEmpty()) {
      return Optional.empty();
    }
    Answer answer = repeat(order, intake.get(), true);
    if (key != null && !intakes.takeKey(key, new UsedKey(order.orderId(), order.orderId()))) {
      // The key was taken a moment ago; look at it again.
      return earlierAnswer(order, key);
    }
    return Optional.of(answer);
  }

  private static Answer repeat(NewOrder order, Intake intake, boolean sameId)
      throws DifferentOrder {
    if (!sameId || !intake.contentHash().equals(order.contentHash())) {
      throw new DifferentOrder(intake.orderId());
    }
    return new Answer(intake.orderId(), intake.answer());
  }

  private Answer start(NewOrder order, String key) {
    String orderId = order.chosenId().orElseGet(() -> UUID.randomUUID().toString());
    runtime
        .createProcessInstanceByKey(OrderProcess.KEY)
        .businessKey(orderId)
        .setVariables(order.variables(orderId))
        .execute();
    if (key != null && !intakes.takeKey(key, new UsedKey(orderId, order.orderId()))) {
      throw StartRefused.duplicate(orderId);
    }
    return new Answer(orderId, firstAnswer(orderId));
  }

  /** What the first request for an order is answered with, and so every repeat. */
  static String firstAnswer(String orderId) {
    return "{\"orderId\":\"" + orderId + "\",\"status\":\"PENDING\"}";
  }
}

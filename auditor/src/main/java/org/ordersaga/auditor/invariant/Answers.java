package org.ordersaga.auditor.invariant;

import java.util.Map;
import java.util.regex.Pattern;
import org.ordersaga.auditor.dossier.Dossier;
import org.ordersaga.auditor.dossier.Dossier.ClientKey;
import org.ordersaga.auditor.dossier.Dossier.Message;

/** I9, at any time: what a repeat would be answered with is what the first one was. */
final class Answers extends Check {

  private static final int ACCEPTED = 202;
  private static final int CONFLICT = 409;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private static final Map<String, String> FIELDS =
      Map.of("CANCELLATION", "cancellation", "DELIVERY", "delivery", "GIVE_UP", "giveUp");

  Answers() {
    super(Invariant.I9);
  }

  @Override
  boolean holdsInMotion() {
    return true;
  }

  @Override
  void neverAccepted(Dossier order, Accuser accuser) {
    accuser.require(
        order.keys().isEmpty(), "an idempotency key leads to it, and it was never accepted");
  }

  @Override
  void always(Dossier order, Accuser accuser) {
    String id = order.orderId();
    accuser.same(
        "{\"orderId\":\"%s\",\"status\":\"PENDING\"}".formatted(id),
        order.intake().answer(),
        "the answer for repeats");
    accuser.require(
        HASH.matcher(order.intake().contentHash()).matches(),
        "no repeat can be told from another order: the hash of its content is none");
    for (ClientKey key : order.keys()) {
      accuser.require(
          key.givenOrderId() == null || key.givenOrderId().equals(id),
          "a key that came with the order id %s leads to it",
          key.givenOrderId());
    }
    for (Message message : order.messages()) {
      String field = FIELDS.getOrDefault(message.kind(), "");
      String word = message.kind().equals("GIVE_UP") ? "ACCEPTED" : "REQUESTED";
      boolean refused = message.state().equals("REFUSED");
      boolean fits =
          refused
              ? message.answerStatus() == CONFLICT && !message.answer().isBlank()
              : message.answerStatus() == ACCEPTED
                  && message
                      .answer()
                      .equals("{\"orderId\":\"%s\",\"%s\":\"%s\"}".formatted(id, field, word));
      accuser.require(
          fits,
          "its %s is %s, and repeats of it are answered with %d %s",
          message.kind(),
          message.state(),
          message.answerStatus(),
          message.answer());
    }
  }
}

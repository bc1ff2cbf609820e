package org.ordersaga.sandbox.payments;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import org.ordersaga.sandbox.web.Input;
import org.ordersaga.sandbox.web.Paging;
import org.ordersaga.sandbox.web.Problems;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The payment provider's HTTP API. Charges and refunds ask for an {@code Idempotency-Key}: the same
 * key with the same body gets the same answer, with another body 422.
 */
@RestController
@RequestMapping("/payments")
class PaymentController {

  private static final String KEY = "Idempotency-Key";
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final long MAX_AMOUNT = 1_000_000_000_000L;

  private final Payments payments;

  PaymentController(Payments payments) {
    this.payments = payments;
  }

  /** 201 captured; 402 declined; 409 voided; 422 the key was used for another charge. */
  @PostMapping("/charges")
  @ResponseStatus(HttpStatus.CREATED)
  Charge.View charge(
      @RequestHeader(name = KEY, required = false) String key, @RequestBody JsonNode body) {
    Input input = Input.of(body);
    input.key(KEY, key);
    Charge.Order order =
        new Charge.Order(
            input.whole("amount", 1, MAX_AMOUNT),
            input.matching("currency", CURRENCY, "must be three capitals, such as EUR"),
            input.text("token", 100),
            input.reference("reference"));
    input.check();
    Charge charge = payments.charge(key, order);
    if (charge.status() == Charge.Status.DECLINED) {
      Decline decline = Decline.ofCode(charge.declineCode());
      throw Problems.refusal(HttpStatus.PAYMENT_REQUIRED, decline.code(), decline.sentence());
    }
    return charge.firstAnswer();
  }

  /** 200 with what became of the key: captured, declined or voided; 404 when it never arrived. */
  @GetMapping("/charges")
  Charge.View find(@RequestParam(required = false) String idempotencyKey) {
    Input input = Input.withoutBody();
    input.key("idempotencyKey", idempotencyKey);
    input.check();
    return payments
        .find(idempotencyKey)
        .orElseThrow(() -> Problems.notFound("No charge arrived with this idempotency key."))
        .view();
  }

  /**
   * 201 given back, the body's {@code amount} or all that is left; 404 no such charge; 409 nothing
   * is left; 422 less is left, or the key was used for another refund.
   */
  @PostMapping("/charges/{id}/refunds")
  @ResponseStatus(HttpStatus.CREATED)
  Refund.View refund(
      @PathVariable String id,
      @RequestHeader(name = KEY, required = false) String key,
      @RequestBody(required = false) JsonNode body) {
    Input input = Input.of(body);
    input.key(KEY, key);
    Long amount = input.optionalWhole("amount", 1, MAX_AMOUNT);
    input.check();
    return payments.refund(id, key, amount);
  }

  /**
   * 200 with the charge, which is voided now and for ever; without an id when there had been none.
   */
  @PostMapping("/voids")
  Charge.View voidKey(@RequestBody JsonNode body) {
    Input input = Input.of(body);
    String key = input.key("idempotencyKey");
    input.check();
    return payments.voidKey(key).view();
  }

  /** 200 with the charges that took money, oldest first. */
  @GetMapping("/ledger")
  Paging.Page<Charge.View> ledger(
      @RequestParam(required = false) String reference,
      @RequestParam(required = false) String page,
      @RequestParam(required = false) String size) {
    Input input = Input.withoutBody();
    input.optionalReference("reference", reference);
    Paging paging = Paging.of(input, page, size);
    input.check();
    return payments.ledger(reference, paging);
  }
}

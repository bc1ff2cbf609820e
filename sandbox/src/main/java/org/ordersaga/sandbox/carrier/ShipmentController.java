package org.ordersaga.sandbox.carrier;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
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
 * The carrier's HTTP API. A booking asks for an {@code Idempotency-Key}: the same key with the same
 * body gets the same answer, with another body 422. Every other POST may be repeated.
 */
@RestController
@RequestMapping("/shipments")
class ShipmentController {

  private static final String KEY = "Idempotency-Key";
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

  private final Shipments shipments;

  ShipmentController(Shipments shipments) {
    this.shipments = shipments;
  }

  /** 201 booked; 409 voided; 422 refused, or the key was used for another shipment. */
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Shipment.View book(
      @RequestHeader(name = KEY, required = false) String key, @RequestBody JsonNode body) {
    Input input = Input.of(body);
    input.key(KEY, key);
    Shipment.Order order =
        new Shipment.Order(
            input.reference("reference"), address(input.object("address")), lines(input));
    input.check();
    return shipments.book(key, order).firstAnswer();
  }

  private static Shipment.Address address(Input address) {
    return new Shipment.Address(
        address.text("name", 200),
        address.text("street", 200),
        address.text("postalCode", 20),
        address.text("city", 200),
        address.matching("country", COUNTRY, "must be two capitals, such as DE"));
  }

  private static List<Shipment.Line> lines(Input input) {
    return input.objects("lines", 100).stream()
        .map(line -> new Shipment.Line(line.text("sku", 64), line.whole("quantity", 1, 1_000_000)))
        .toList();
  }

  /** 200 with what became of the key; 404 when it never arrived. */
  @GetMapping(params = "idempotencyKey")
  Shipment.View find(@RequestParam String idempotencyKey) {
    Input input = Input.withoutBody();
    input.key("idempotencyKey", idempotencyKey);
    input.check();
    return shipments
        .find(idempotencyKey)
        .orElseThrow(() -> Problems.notFound("No shipment arrived with this idempotency key."))
        .view();
  }

  /** 200 with all shipments, or those of one order, oldest first. */
  @GetMapping
  Paging.Page<Shipment.View> list(
      @RequestParam(required = false) String reference,
      @RequestParam(required = false) String page,
      @RequestParam(required = false) String size) {
    Input input = Input.withoutBody();
    input.optionalReference("reference", reference);
    Paging paging = Paging.of(input, page, size);
    input.check();
    return shipments.list(reference, paging);
  }

  /** 200 cancelled; 409 {@code not_cancellable} once it was handed over. */
  @PostMapping("/{id}/cancel")
  Shipment.View cancel(@PathVariable String id) {
    return shipments.move(id, Shipment.Move.CANCEL).view();
  }

  /**
   * 200 with the shipment, which is voided now and for ever; without an id when there had been
   * none. 409 {@code not_cancellable} once it was handed over.
   */
  @PostMapping("/voids")
  Shipment.View voidKey(@RequestBody JsonNode body) {
    Input input = Input.of(body);
    String key = input.key("idempotencyKey");
    input.check();
    return shipments.voidKey(key).view();
  }

  /** 200: the parcel is in the carrier's hands; 409 when the shipment was cancelled. */
  @PostMapping("/{id}/handover")
  Shipment.View handOver(@PathVariable String id) {
    return shipments.move(id, Shipment.Move.HAND_OVER).view();
  }

  /** 200: the parcel is with the customer, and the shop will hear of it; 409 when cancelled. */
  @PostMapping("/{id}/deliver")
  Shipment.View deliver(@PathVariable String id) {
    return shipments.move(id, Shipment.Move.DELIVER).view();
  }
}

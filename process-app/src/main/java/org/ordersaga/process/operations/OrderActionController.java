package org.ordersaga.process.operations;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.security.Principal;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What operators do to one order, besides giving it up. */
@RestController
@RequestMapping(
    path = "/api/operations/orders/{id}",
    consumes = MediaType.APPLICATION_JSON_VALUE,
    produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Operations")
@ApiResponse(
    responseCode = "400",
    description = "The request is invalid; every bad field is named",
    content = @Content(mediaType = OrderActionController.PROBLEM))
@ApiResponse(
    responseCode = "404",
    description = "No such order",
    content = @Content(mediaType = OrderActionController.PROBLEM))
@ApiResponse(
    responseCode = "409",
    description = "Not possible now; the sentence says why",
    content = @Content(mediaType = OrderActionController.PROBLEM))
class OrderActionController {

  static final String PROBLEM = "application/problem+json";

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private final RetryNow retry;
  private final NotificationRepeat notifications;
  private final UndoByHand undo;
  private final SettlementAcceptance settlements;

  OrderActionController(
      RetryNow retry,
      NotificationRepeat notifications,
      UndoByHand undo,
      SettlementAcceptance settlements) {
    this.retry = retry;
    this.notifications = notifications;
    this.undo = undo;
    this.settlements = settlements;
  }

  /** The steps that are tried again. */
  record Retried(String orderId, List<String> steps) {}

  /** What is on its way to its worker. */
  record Requested(String orderId, String requested) {}

  @PostMapping("/retry")
  @Operation(
      summary = "Try again now",
      description =
          "For operators. Ends the pause or the incident that the order stands in; what failed is"
              + " tried again at once.")
  @ApiResponse(responseCode = "200", description = "It is due now")
  Retried retry(
      @PathVariable String id, @Valid @RequestBody Requests.Plain request, Principal operator) {
    return new Retried(id, retry.retry(known(id), operator.getName(), request.reason()));
  }

  @PostMapping("/notifications")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(
      summary = "Repeat a notification",
      description =
          "For operators. Sends the customer a message once more that was sent before, with the"
              + " same Message-ID. Of reminders the last one.")
  @ApiResponse(responseCode = "202", description = "It will be sent")
  Requested repeat(
      @PathVariable String id,
      @Valid @RequestBody Requests.Notification request,
      Principal operator) {
    notifications.repeat(known(id), request.event(), operator.getName(), request.reason());
    return new Requested(id, request.event());
  }

  @PostMapping("/undone")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(
      summary = "Declare an undo step done by hand",
      description =
          "For operators. For an undo step that stands in an incident: its worker records it as"
              + " MANUAL instead of carrying it out, and the order goes on. The audit lists it.")
  @ApiResponse(responseCode = "202", description = "The worker will record it")
  Requested undone(
      @PathVariable String id, @Valid @RequestBody Requests.Undone request, Principal operator) {
    undo.declare(known(id), request.elementId(), operator.getName(), request.reason());
    return new Requested(id, request.elementId());
  }

  @PostMapping("/settlements/{topic}/accepted")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(
      summary = "Accept a settlement",
      description =
          "For operators. For an open settlement that the provider will not confirm: it is agreed"
              + " with it what becomes of the charge or the parcel. The worker records the step as"
              + " MANUAL, and asks no more.")
  @ApiResponse(responseCode = "202", description = "The worker will record it")
  Requested accept(
      @PathVariable String id,
      @Parameter(description = "The step's", example = "shipping.book") @PathVariable String topic,
      @Valid @RequestBody Requests.Plain request,
      Principal operator) {
    settlements.accept(known(id), topic, operator.getName(), request.reason());
    return new Requested(id, topic);
  }

  private static String known(String id) {
    if (!ID.matcher(id).matches()) {
      throw Refusals.noSuchOrder();
    }
    return id;
  }
}

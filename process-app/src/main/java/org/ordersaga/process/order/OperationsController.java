package org.ordersaga.process.order;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.security.Principal;
import org.ordersaga.process.message.OrderMessages;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What operators do to an order. */
@RestController
@RequestMapping("/api/operations")
@Tag(name = "Operations")
class OperationsController {

  private static final String PROBLEM = "application/problem+json";

  private final OrderMessages messages;

  OperationsController(OrderMessages messages) {
    this.messages = messages;
  }

  @PostMapping(path = "/orders/{id}/give-up", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Give an order up",
      description =
          "For operators. Ends the step that the order stands at, also while a worker is busy with"
              + " it, and undoes the order; it ends as REJECTED with the reason GIVEN_UP, unless"
              + " the carrier has its parcel already and keeps it: then the order goes on. Possible"
              + " until the shipment is booked. A suspended order is stopped as soon as it goes on.")
  @ApiResponse(
      responseCode = "202",
      description = "The order is given up; a repeat is answered the same",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              examples = @ExampleObject("{\"orderId\":\"ord-1\",\"giveUp\":\"ACCEPTED\"}")))
  @ApiResponse(
      responseCode = "400",
      description = "The reason is missing or invalid",
      content = @Content(mediaType = PROBLEM))
  @ApiResponse(
      responseCode = "404",
      description = "No such order",
      content = @Content(mediaType = PROBLEM))
  @ApiResponse(
      responseCode = "409",
      description = "Too late",
      content = @Content(mediaType = PROBLEM))
  ResponseEntity<byte[]> giveUp(
      @PathVariable String id, @Valid @RequestBody GiveUpRequest request, Principal operator) {
    return OrderController.answer(
        messages.giveUp(OrderController.known(id), operator.getName(), request.reason()));
  }
}

package org.ordersaga.process.settlement;

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
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Where the workers tell about their settlements. */
@RestController
@Tag(name = "Operations")
class SettlementController {

  private static final String PROBLEM = "application/problem+json";
  private static final String WORKER = "-worker";
  private static final Pattern TOPIC = Pattern.compile("[a-z][a-z0-9.-]{0,63}");

  private final Settlements settlements;

  SettlementController(Settlements settlements) {
    this.settlements = settlements;
  }

  @GetMapping("/api/operations/settlements")
  @Operation(
      summary = "Open settlements",
      description =
          "For operators. The oldest first, at most 1000. An old one needs somebody who agrees with"
              + " the provider what is to be done; the runbook says how it is accepted then.")
  List<Settlements.Open> open() {
    return settlements.list();
  }

  @PutMapping(
      path = "/api/orders/{id}/settlements/{topic}",
      consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      summary = "Tell about a settlement",
      description =
          "For workers. A settlement is open while a worker does not know whether an undone step"
              + " had an effect outside; it is confirmed when the outside said so. May be repeated;"
              + " a confirmed one never becomes open again.")
  @ApiResponse(responseCode = "204", description = "Stored")
  @ApiResponse(
      responseCode = "400",
      description = "Invalid; every bad field is named",
      content = @Content(mediaType = PROBLEM))
  @ApiResponse(
      responseCode = "403",
      description = "The topic is another service's",
      content = @Content(mediaType = PROBLEM))
  @ApiResponse(
      responseCode = "404",
      description = "No such order",
      content = @Content(mediaType = PROBLEM))
  void report(
      @PathVariable String id,
      @Parameter(description = "The step's", example = "payment.charge") @PathVariable String topic,
      @Valid @RequestBody SettlementReport report,
      Principal worker) {
    if (!isOwn(topic, worker.getName())) {
      throw problem(HttpStatus.FORBIDDEN, "A worker tells about its own topics only.");
    }
    if (!settlements.report(id, topic, report)) {
      throw problem(HttpStatus.NOT_FOUND, "There is no such order.");
    }
  }

  /** The user {@code payment-worker} has the topics {@code payment.*}. */
  private static boolean isOwn(String topic, String user) {
    return user.endsWith(WORKER)
        && TOPIC.matcher(topic).matches()
        && topic.startsWith(user.substring(0, user.length() - WORKER.length()) + ".");
  }

  private static ErrorResponseException problem(HttpStatus status, String detail) {
    ErrorResponseException problem = new ErrorResponseException(status);
    problem.setDetail(detail);
    return problem;
  }
}

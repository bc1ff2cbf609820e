package org.ordersaga.process.erasure;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What {@code ./start erase} asks, in this order. For administrators. */
@RestController
@RequestMapping(path = "/api/erasures", consumes = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Erasure")
class ErasureController {

  private static final String PROBLEM = "application/problem+json";

  private final Erasures erasures;

  ErasureController(Erasures erasures) {
    this.erasures = erasures;
  }

  record Customer(
      @NotNull(message = CUSTOMER) @Pattern(regexp = "[A-Za-z0-9._-]{1,64}", message = CUSTOMER)
          String customerId,
      boolean dryRun) {

    private static final String CUSTOMER =
        "must have 1 to 64 letters, digits, dots, hyphens or underscores";
  }

  record Orders(
      @NotEmpty(message = ORDERS) @Size(max = 500, message = ORDERS)
          List<
                  @NotNull(message = ORDER) @Pattern(regexp = "[A-Za-z0-9-]{1,64}", message = ORDER)
                  String>
              orderIds,
      boolean dryRun) {

    private static final String ORDERS = "must be a list of 1 to 500 order ids";
    private static final String ORDER = "must have 1 to 64 letters, digits or hyphens";
  }

  record Report(
      @NotNull(message = REPORT) @Size(max = 20, message = REPORT)
          Map<
                  @Pattern(regexp = NAME, message = REPORT) String,
                  @NotNull(message = REPORT) @Size(max = 20, message = REPORT) Map<
                      @Pattern(regexp = NAME, message = REPORT) String,
                      @NotNull(message = REPORT) @PositiveOrZero(message = REPORT) Integer>>
              erased) {

    private static final String NAME = "[A-Za-z_:, -]{1,80}";
    private static final String REPORT = "must be counts by kind, by service";
  }

  @PostMapping
  @Operation(
      summary = "Begin to erase a customer",
      description =
          "For administrators. Says which of the customer's orders have ended and can be erased."
              + " Erases nothing yet. A repeat goes on with the erasure that was not ended.")
  @ApiResponse(responseCode = "200", description = "The orders; none if the customer is unknown")
  @ApiResponse(
      responseCode = "400",
      description = "Invalid; every bad field is named",
      content = @Content(mediaType = PROBLEM))
  ErasurePlan begin(@Valid @RequestBody Customer customer, Principal admin) {
    return erasures.begin(customer.customerId(), admin.getName(), customer.dryRun());
  }

  @PostMapping("/orders")
  @Operation(
      summary = "Erase orders here",
      description =
          "For administrators. Deletes the engine's history of ended orders, and overwrites the"
              + " sentences in the order log. The workers erase their own. May be repeated.")
  @ApiResponse(responseCode = "200", description = "How much was erased, by kind")
  @ApiResponse(
      responseCode = "400",
      description = "Invalid; every bad field is named",
      content = @Content(mediaType = PROBLEM))
  @ApiResponse(
      responseCode = "409",
      description = "One of the orders has not ended; nothing was erased",
      content = @Content(mediaType = PROBLEM))
  Map<String, Integer> erase(@Valid @RequestBody Orders orders) {
    return erasures.erase(orders.orderIds(), orders.dryRun());
  }

  @PutMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      summary = "End an erasure",
      description = "For administrators. Keeps what was erased in all services.")
  @ApiResponse(responseCode = "204", description = "Kept")
  @ApiResponse(
      responseCode = "404",
      description = "No such erasure, or it was ended",
      content = @Content(mediaType = PROBLEM))
  void end(@PathVariable long id, @Valid @RequestBody Report report) {
    if (!erasures.end(id, report.erased())) {
      ErrorResponseException problem = new ErrorResponseException(HttpStatus.NOT_FOUND);
      problem.setDetail("There is no such erasure, or it was ended.");
      throw problem;
    }
  }

  @ExceptionHandler
  ProblemDetail notEnded(NotEnded e) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, e.getMessage());
  }
}

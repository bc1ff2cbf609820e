package org.ordersaga.process.order;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ordersaga.process.intake.DifferentOrder;
import org.ordersaga.process.intake.FieldProblem;
import org.ordersaga.process.intake.InvalidOrder;
import org.ordersaga.process.intake.OrderIntake;
import org.ordersaga.process.intake.TooManyOrders;
import org.ordersaga.process.message.MessageKind;
import org.ordersaga.process.message.OrderMessages;
import org.ordersaga.process.message.StoredAnswer;
import org.ordersaga.process.orderlog.OrderStatus;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** The order API. */
@RestController
@RequestMapping("/api/orders")
@Tag(name = "Orders")
class OrderController {

  private static final int MOST_BYTES = 64 * 1024;
  private static final int PAGE_SIZE = 50;
  private static final int LAST_PAGE = 1_000_000;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final Pattern CUSTOMER = Pattern.compile("[\\x20-\\x7e]{1,64}");
  private static final String PROBLEM = "application/problem+json";

  private static final String ORDER_EXAMPLE =
      """
      {"orderId":"ord-1","customerId":"cust-1","email":"ada@example.com","currency":"EUR",
       "paymentMethod":"tok_visa","lines":[{"sku":"BOOK-001","quantity":1}],
       "shippingAddress":{"name":"Ada Lovelace","street":"1 Analytical Way",
       "postalCode":"10115","city":"Berlin","country":"DE"}}""";
  private static final String ACCEPTED_EXAMPLE = "{\"orderId\":\"ord-1\",\"status\":\"PENDING\"}";
  private static final String INVALID_EXAMPLE =
      """
      {"type":"about:blank","title":"Bad Request","status":400,
       "detail":"The order is invalid: lines[0].quantity must be a whole number from 1 to 1000",
       "errors":[{"field":"lines[0].quantity",
                  "message":"must be a whole number from 1 to 1000"}]}""";

  private final OrderIntake intake;
  private final OrderReader reader;
  private final OrderMessages messages;

  OrderController(OrderIntake intake, OrderReader reader, OrderMessages messages) {
    this.intake = intake;
    this.reader = reader;
    this.messages = messages;
  }

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Place an order",
      description =
          "Answers as soon as the order is safely stored. A repeat with the same orderId or"
              + " Idempotency-Key and the same content gets the first answer again and starts"
              + " nothing.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = OrderRequest.class),
                      examples = @ExampleObject(ORDER_EXAMPLE))))
  @ApiResponse(
      responseCode = "202",
      description = "Accepted",
      headers = @Header(name = "Location", description = "Where to follow the order"),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              examples = @ExampleObject(ACCEPTED_EXAMPLE)))
  @ApiResponse(
      responseCode = "400",
      description = "Invalid; every bad field is named, and nothing was started",
      content = @Content(mediaType = PROBLEM, examples = @ExampleObject(INVALID_EXAMPLE)))
  @ApiResponse(
      responseCode = "409",
      description = "The orderId or the key belongs to an order with other content",
      content = @Content(mediaType = PROBLEM))
  @ApiResponse(
      responseCode = "503",
      description =
          "Too many orders are on their way; nothing was started, and the request may be repeated"
              + " after the time in Retry-After. Repeats of accepted orders are answered on.",
      headers = @Header(name = "Retry-After", description = "Seconds"),
      content = @Content(mediaType = PROBLEM))
  ResponseEntity<byte[]> place(
      @Parameter(hidden = true) InputStream body,
      @Parameter(description = "1 to 200 printable ASCII characters")
          @RequestHeader(name = "Idempotency-Key", required = false)
          String idempotencyKey)
      throws InvalidOrder, DifferentOrder, TooManyOrders, IOException {
    byte[] order = body.readNBytes(MOST_BYTES + 1);
    if (order.length > MOST_BYTES) {
      throw problem(HttpStatus.PAYLOAD_TOO_LARGE, "An order has at most 64 KiB.");
    }
    OrderIntake.Answer answer = intake.accept(order, idempotencyKey);
    return ResponseEntity.accepted()
        .location(URI.create("/api/orders/" + answer.orderId()))
        .contentType(MediaType.APPLICATION_JSON)
        .body(utf8(answer.body()));
  }

  @GetMapping("/{id}")
  @Operation(summary = "Follow an order")
  @ApiResponse(
      responseCode = "200",
      description = "The order",
      content = @Content(schema = @Schema(implementation = OrderDetails.class)))
  @ApiResponse(
      responseCode = "404",
      description = "No such order",
      content = @Content(mediaType = PROBLEM))
  OrderDetails get(@PathVariable String id, HttpServletRequest request) {
    boolean forOperators = !request.isUserInRole("CLIENT");
    return reader.find(known(id), forOperators).orElseThrow(OrderController::notFound);
  }

  @GetMapping
  @Operation(
      summary = "List orders, newest first",
      description = "50 on a page; `next` says where the list goes on.")
  @ApiResponse(
      responseCode = "200",
      description = "A page",
      content = @Content(schema = @Schema(implementation = OrderPage.class)))
  @ApiResponse(
      responseCode = "400",
      description = "A parameter is invalid",
      content = @Content(mediaType = PROBLEM))
  OrderPage list(
      @Parameter(schema = @Schema(implementation = OrderStatus.class))
          @RequestParam(required = false)
          String status,
      @RequestParam(required = false) String customerId,
      @Parameter(schema = @Schema(type = "integer", minimum = "0", defaultValue = "0"))
          @RequestParam(defaultValue = "0")
          String page) {
    List<FieldProblem> problems = new ArrayList<>();
    OrderStatus wanted =
        Stream.of(OrderStatus.values())
            .filter(known -> known.name().equals(status))
            .findFirst()
            .orElse(null);
    if (status != null && wanted == null) {
      problems.add(new FieldProblem("status", "must be one of " + List.of(OrderStatus.values())));
    }
    if (customerId != null && !CUSTOMER.matcher(customerId).matches()) {
      problems.add(new FieldProblem("customerId", "must have 1 to 64 printable characters"));
    }
    int number = page.matches("[0-9]{1,7}") ? Integer.parseInt(page) : -1;
    if (number < 0 || number > LAST_PAGE) {
      problems.add(new FieldProblem("page", "must be a whole number from 0 to " + LAST_PAGE));
    }
    if (!problems.isEmpty()) {
      throw new BadRequest(problems);
    }
    List<OrderSummary> found =
        reader.list(wanted, customerId, (long) number * PAGE_SIZE, PAGE_SIZE + 1);
    boolean more = found.size() > PAGE_SIZE;
    return new OrderPage(
        more ? found.subList(0, PAGE_SIZE) : found,
        number,
        more ? link(status, customerId, number + 1) : null);
  }

  private static String link(String status, String customerId, int page) {
    UriComponentsBuilder link = UriComponentsBuilder.fromPath("/api/orders");
    if (status != null) {
      link.queryParam("status", status);
    }
    if (customerId != null) {
      link.queryParam("customerId", "{customer}");
    }
    link.queryParam("page", page);
    return customerId == null
        ? link.encode().build().toUriString()
        : link.encode().buildAndExpand(customerId).toUriString();
  }

  @PostMapping("/{id}/cancellation")
  @Operation(
      summary = "Cancel an order",
      description =
          "One for each order. It is stored and then applied: until the shipment is booked at once,"
              + " after that when the order waits for its delivery, where the carrier may refuse."
              + " The order's `cancellation` tells how it went.")
  @ApiResponse(
      responseCode = "202",
      description = "Stored",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              examples = @ExampleObject("{\"orderId\":\"ord-1\",\"cancellation\":\"REQUESTED\"}")))
  @ApiResponse(
      responseCode = "404",
      description = "No such order",
      content = @Content(mediaType = PROBLEM))
  @ApiResponse(
      responseCode = "409",
      description = "Too late",
      content = @Content(mediaType = PROBLEM))
  ResponseEntity<byte[]> cancel(@PathVariable String id) {
    return request(id, MessageKind.CANCELLATION);
  }

  @PostMapping("/{id}/delivery")
  @Operation(
      summary = "Report an order as delivered",
      description = "For the carrier. Stored, and applied when the order waits for it.")
  @ApiResponse(
      responseCode = "202",
      description = "Stored",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              examples = @ExampleObject("{\"orderId\":\"ord-1\",\"delivery\":\"REQUESTED\"}")))
  @ApiResponse(
      responseCode = "404",
      description = "No such order",
      content = @Content(mediaType = PROBLEM))
  @ApiResponse(
      responseCode = "409",
      description = "The order was rejected or cancelled",
      content = @Content(mediaType = PROBLEM))
  ResponseEntity<byte[]> deliver(@PathVariable String id) {
    return request(id, MessageKind.DELIVERY);
  }

  private ResponseEntity<byte[]> request(String id, MessageKind kind) {
    return answer(messages.request(known(id), kind));
  }

  /** The stored answer as a response; a refusal, or that there is no such order, as a problem. */
  static ResponseEntity<byte[]> answer(Optional<StoredAnswer> stored) {
    StoredAnswer answer = stored.orElseThrow(OrderController::notFound);
    if (answer.isRefusal()) {
      throw problem(HttpStatusCode.valueOf(answer.status()), answer.body());
    }
    return ResponseEntity.status(answer.status())
        .contentType(MediaType.APPLICATION_JSON)
        .body(utf8(answer.body()));
  }

  /** An id that an order may have. */
  static String known(String id) {
    if (!ID.matcher(id).matches()) {
      throw notFound();
    }
    return id;
  }

  private static ErrorResponseException notFound() {
    return problem(HttpStatus.NOT_FOUND, "There is no such order.");
  }

  private static ErrorResponseException problem(HttpStatusCode status, String detail) {
    ErrorResponseException problem = new ErrorResponseException(status);
    problem.setDetail(detail);
    return problem;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

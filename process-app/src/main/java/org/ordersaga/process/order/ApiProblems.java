package org.ordersaga.process.order;

import java.time.Duration;
import java.util.List;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.SuspendedEntityInteractionException;
import org.ordersaga.process.intake.DifferentOrder;
import org.ordersaga.process.intake.FieldProblem;
import org.ordersaga.process.intake.InvalidOrder;
import org.ordersaga.process.intake.TooManyOrders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Every error of the API as problem details; what the framework finds is translated by the parent.
 */
@RestControllerAdvice
class ApiProblems extends ResponseEntityExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ApiProblems.class);

  @ExceptionHandler
  ProblemDetail invalid(InvalidOrder e) {
    return invalid(e.getMessage(), e.problems());
  }

  @ExceptionHandler
  ProblemDetail invalid(BadRequest e) {
    return invalid(e.getMessage(), e.problems());
  }

  @Override
  protected ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    List<FieldProblem> problems =
        e.getFieldErrors().stream()
            .map(error -> new FieldProblem(error.getField(), error.getDefaultMessage()))
            .toList();
    return handleExceptionInternal(
        e, invalid("The request is invalid.", problems), headers, status, request);
  }

  private static ProblemDetail invalid(String detail, List<FieldProblem> problems) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail);
    problem.setProperty("errors", problems);
    return problem;
  }

  @ExceptionHandler
  ProblemDetail different(DifferentOrder e) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, e.getMessage());
  }

  @ExceptionHandler
  ProblemDetail forbidden(AuthorizationException e) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.FORBIDDEN, "This user may not do that.");
  }

  /** Somebody else was faster, several times: a worker for example. */
  @ExceptionHandler
  ProblemDetail race(OptimisticLockingException e) {
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.CONFLICT,
        "The order was changed by somebody else at the same moment; please repeat the request.");
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> suspended(SuspendedEntityInteractionException e) {
    return unavailable(
        Duration.ofMinutes(1),
        "No orders are taken at the moment; please repeat the request later.");
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> tooMany(TooManyOrders e) {
    return unavailable(e.retryAfter(), e.getMessage());
  }

  /** All connections are busy for too long, or there is no database. */
  @ExceptionHandler({
    CannotCreateTransactionException.class,
    CannotGetJdbcConnectionException.class
  })
  ResponseEntity<ProblemDetail> noDatabase(RuntimeException e) {
    LOG.warn("A request got no connection to the database: {}", e.getMessage());
    return unavailable(
        Duration.ofSeconds(10), "The request could not be served; please repeat it later.");
  }

  private static ResponseEntity<ProblemDetail> unavailable(Duration retryAfter, String detail) {
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter.toSeconds()))
        .body(ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, detail));
  }

  @ExceptionHandler
  ProblemDetail unexpected(Exception e) {
    LOG.error("A request failed", e);
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.INTERNAL_SERVER_ERROR,
        "Something went wrong here; the request may be repeated.");
  }
}

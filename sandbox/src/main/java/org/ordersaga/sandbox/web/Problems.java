package org.ordersaga.sandbox.web;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Answers other than the wished one, as RFC 9457 problem details. */
public final class Problems {

  /** One field that is missing or wrong, and what it has to be. */
  public record FieldError(String field, String message) {}

  private Problems() {}

  /**
   * A refusal.
   *
   * @param code for programs, such as {@code card_declined}; the property {@code code}
   * @param detail a sentence for people
   */
  public static ErrorResponseException refusal(HttpStatus status, String code, String detail) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setProperty("code", code);
    return new ErrorResponseException(status, problem, null);
  }

  /** Status 404. */
  public static ErrorResponseException notFound(String detail) {
    return refusal(HttpStatus.NOT_FOUND, "not_found", detail);
  }

  /** Status 422: the key has been used for something else. */
  public static ErrorResponseException keyReused() {
    return refusal(
        HttpStatus.UNPROCESSABLE_ENTITY,
        "idempotency_key_reused",
        "This idempotency key was used with a different body.");
  }

  /** Status 400, naming every bad field in the property {@code errors}. */
  public static ErrorResponseException badInput(List<FieldError> errors) {
    return new ErrorResponseException(HttpStatus.BAD_REQUEST, badInputDetail(errors), null);
  }

  static ProblemDetail badInputDetail(List<FieldError> errors) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.BAD_REQUEST, "The request has fields that are missing or wrong.");
    problem.setProperty("code", "bad_input");
    problem.setProperty("errors", errors);
    return problem;
  }
}

package org.ordersaga.process.operations;

import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/** Why an action is not possible; each is a sentence for the operator. */
final class Refusals {

  private Refusals() {}

  static ErrorResponseException noSuchOrder() {
    return problem(HttpStatus.NOT_FOUND, "There is no such order.");
  }

  static ErrorResponseException notFound(String sentence) {
    return problem(HttpStatus.NOT_FOUND, sentence);
  }

  static ErrorResponseException conflict(String sentence, Object... values) {
    return problem(HttpStatus.CONFLICT, sentence.formatted(values));
  }

  private static ErrorResponseException problem(HttpStatus status, String detail) {
    ErrorResponseException problem = new ErrorResponseException(status);
    problem.setDetail(detail);
    return problem;
  }
}

package org.ordersaga.inventory.product;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Answers a bad request with problem details that name every bad field. */
@RestControllerAdvice
class ProductProblems extends ResponseEntityExceptionHandler {

  private record FieldError(String field, String message) {}

  @Override
  protected ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException exception,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    Class<?> type = exception.getRequiredType();
    String message =
        type != null && type.isEnum()
            ? "must be one of " + Arrays.toString(type.getEnumConstants())
            : "must be a whole number";
    return answer(
        exception,
        Stream.of(new FieldError(exception.getPropertyName(), message)),
        headers,
        status,
        request);
  }

  @Override
  protected ResponseEntity<Object> handleHandlerMethodValidationException(
      HandlerMethodValidationException exception,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return answer(
        exception,
        exception.getParameterValidationResults().stream()
            .flatMap(
                result ->
                    result.getResolvableErrors().stream()
                        .map(
                            error ->
                                new FieldError(
                                    result.getMethodParameter().getParameterName(),
                                    error.getDefaultMessage()))),
        headers,
        status,
        request);
  }

  private ResponseEntity<Object> answer(
      Exception exception,
      Stream<FieldError> errors,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    List<FieldError> named = errors.toList();
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(status, "The request has fields that cannot be used.");
    problem.setProperty("errors", named);
    return handleExceptionInternal(exception, problem, headers, status, request);
  }
}

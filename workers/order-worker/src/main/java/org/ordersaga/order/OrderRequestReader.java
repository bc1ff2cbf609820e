package org.ordersaga.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.stream.Collectors;
import org.ordersaga.worker.step.Refusal;
import org.springframework.stereotype.Component;

/** Reads and checks the parts of an order. */
@Component
class OrderRequestReader {

  /** Exact: {@code 1.5} or {@code "1"} is no quantity. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Validator validator;

  OrderRequestReader(Validator validator) {
    this.validator = validator;
  }

  /**
   * The order that the variables describe.
   *
   * @throws Refusal with {@code ORDER_INVALID} and everything that is wrong, in customers' words
   */
  OrderRequest read(CreateOrder.Input input) throws Refusal {
    OrderRequest request =
        new OrderRequest(
            input.orderId(),
            input.customerId(),
            input.email(),
            input.currency(),
            input.paymentMethod(),
            parse(input.lines(), new TypeReference<>() {}, "the list of products cannot be read"),
            parse(
                input.shippingAddress(),
                new TypeReference<>() {},
                "the shipping address cannot be read"));
    String problems =
        validator.validate(request).stream()
            .map(ConstraintViolation::getMessage)
            .distinct()
            .sorted()
            .collect(Collectors.joining("; "));
    if (!problems.isEmpty()) {
      throw invalid(problems);
    }
    return request;
  }

  private static <T> T parse(String json, TypeReference<T> type, String problem) throws Refusal {
    if (json == null) {
      return null;
    }
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      // Jackson's message quotes the text, and that is personal data.
      throw invalid(problem);
    }
  }

  private static Refusal invalid(String problems) {
    return new Refusal(
        CreateOrder.ORDER_INVALID, "We cannot accept this order: %s.".formatted(problems));
  }
}

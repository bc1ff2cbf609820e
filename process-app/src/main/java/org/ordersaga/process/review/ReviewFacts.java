package org.ordersaga.process.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.ordersaga.process.engine.OrderProcess;
import org.springframework.stereotype.Component;

/** The order in words that a form can show; forms cannot look into JSON. */
@Component
class ReviewFacts {

  private final ObjectMapper json;

  ReviewFacts(ObjectMapper json) {
    this.json = json;
  }

  /** The variables that the review's form shows, besides the order's own. */
  Map<String, String> of(DelegateExecution review) {
    return Map.of(
        "reviewAmount",
        amount(review.getVariable(OrderProcess.TOTAL_AMOUNT), review.getVariable("currency")),
        "reviewLines",
        lines(review.getVariable("lines")),
        "reviewAddress",
        address(review.getVariable("shippingAddress")));
  }

  /** For example {@code 129.90 EUR}. */
  private static String amount(Object minorUnits, Object currency) {
    if (!(minorUnits instanceof Number amount)) {
      return "not known";
    }
    String code = String.valueOf(currency);
    int digits =
        Currency.getAvailableCurrencies().stream()
            .filter(known -> known.getCurrencyCode().equals(code))
            .mapToInt(Currency::getDefaultFractionDigits)
            .findFirst()
            .orElse(2);
    return BigDecimal.valueOf(amount.longValue(), Math.max(digits, 0)).toPlainString() + " " + code;
  }

  /** For example {@code 2 x BOOK-001}, one in a line. */
  private String lines(Object variable) {
    return StreamSupport.stream(tree(variable).spliterator(), false)
        .map(line -> line.path("quantity").asText() + " x " + line.path("sku").asText())
        .collect(Collectors.joining("\n"));
  }

  private String address(Object variable) {
    JsonNode address = tree(variable);
    return Stream.of(
            address.path("name").asText(),
            address.path("street").asText(),
            address.path("postalCode").asText() + " " + address.path("city").asText(),
            address.path("country").asText())
        .collect(Collectors.joining("\n"));
  }

  /**
   * Both were checked at the start; if an operator broke one, the reviewer sees that it is empty.
   */
  private JsonNode tree(Object variable) {
    try {
      return json.readTree(String.valueOf(variable));
    } catch (JsonProcessingException e) {
      return json.missingNode();
    }
  }
}

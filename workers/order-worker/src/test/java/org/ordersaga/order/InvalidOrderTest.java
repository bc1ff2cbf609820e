package org.ordersaga.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.worker.execution.StepOutcome;

class InvalidOrderTest extends OrderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      value = {
        "customerId      | null            | the customer is missing",
        "customerId      | ' '             | the customer is missing",
        "email           | null            | the e-mail address is missing or not valid",
        "email           | ada at home     | the e-mail address is missing or not valid",
        "currency        | null            | the currency is not a code of three capital letters",
        "currency        | euro            | the currency is not a code of three capital letters",
        "paymentMethod   | null            | the payment method is missing",
        "paymentMethod   | ' '             | the payment method is missing",
        "lines           | null            | there must be 1 to 50 lines",
        "lines           | []              | there must be 1 to 50 lines",
        "lines           | nonsense        | the list of products cannot be read",
        "lines           | {}              | the list of products cannot be read",
        "lines           | [null]          | a line is empty",
        "lines           | [{\"quantity\":1}] | every line needs a product number",
        "shippingAddress | null            | the shipping address is missing",
        "shippingAddress | []              | the shipping address cannot be read",
        "shippingAddress | ada             | the shipping address cannot be read",
      })
  void eachBadPartIsRefusedInWordsThatACustomerReads(String part, String value, String problem) {
    String order = newOrder();

    assertThat(refusal(order, part, value))
        .isEqualTo("We cannot accept this order: %s.".formatted(problem));
    assertThat(rows(order)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1001", "null"})
  void aQuantityIsFromOneToAThousand(String quantity) {
    assertThat(
            refusal(
                newOrder(),
                "lines",
                "[{\"sku\":\"BOOK-001\",\"quantity\":%s}]".formatted(quantity)))
        .isEqualTo("We cannot accept this order: every line needs a quantity from 1 to 1000.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "\"1\"", "true"})
  void aQuantityIsAWholeNumber(String quantity) {
    assertThat(
            refusal(
                newOrder(),
                "lines",
                "[{\"sku\":\"BOOK-001\",\"quantity\":%s}]".formatted(quantity)))
        .isEqualTo("We cannot accept this order: the list of products cannot be read.");
  }

  @Test
  void anOrderHasFiftyLinesAtMost() {
    String line = "{\"sku\":\"BOOK-001\",\"quantity\":1}";

    assertThat(refusal(newOrder(), "lines", "[" + (line + ",").repeat(50) + line + "]"))
        .contains("there must be 1 to 50 lines");

    String order = newOrder();
    Map<String, Object> variables = variables(order, newCustomer());
    variables.put("lines", "[" + (line + ",").repeat(49) + line + "]");
    completed(steps.execute("order.create", order, variables));
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "street", "postalCode", "city", "country"})
  void everyPartOfTheAddressIsNeeded(String part) {
    String order = newOrder();
    String address = (String) variables(order, "cust-1").get("shippingAddress");

    assertThat(refusal(order, "shippingAddress", address.replace("\"" + part + "\"", "\"other\"")))
        .startsWith("We cannot accept this order: the ")
        .contains("shipping address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"de", "DEU", "Germany", ""})
  void aCountryIsACodeOfTwoCapitals(String country) {
    String order = newOrder();
    String address = (String) variables(order, "cust-1").get("shippingAddress");

    assertThat(refusal(order, "shippingAddress", address.replace("\"DE\"", "\"" + country + "\"")))
        .contains("the country of the shipping address is not a code of two capital letters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4111111111111111", "4111 1111 1111 1111", "378282246310005"})
  void aCardNumberIsNoPaymentMethod(String number) {
    assertThat(refusal(newOrder(), "paymentMethod", number))
        .contains("must be a token of the payment provider, not a card number")
        .doesNotContain(number);
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnceAndNothingIsQuoted() {
    String order = newOrder();
    Map<String, Object> variables = variables(order, newCustomer());
    variables.put("email", "not.an.address");
    variables.put("currency", "Taler");

    assertThat(refused(steps.execute("order.create", order, variables), "ORDER_INVALID").message())
        .isEqualTo(
            "We cannot accept this order: the currency is not a code of three capital letters;"
                + " the e-mail address is missing or not valid.");
  }

  @Test
  void fieldsThatTheOrderServiceDoesNotKnowDoNoHarm() {
    String order = newOrder();
    Map<String, Object> variables = variables(order, newCustomer());
    variables.put("lines", "[{\"sku\":\"BOOK-001\",\"quantity\":1,\"gift\":true}]");

    completed(steps.execute("order.create", order, variables));
  }

  @Test
  void aRefusedOrderIsKeptOnceItIsClosed() {
    String order = newOrder();
    refusal(order, "email", "nobody");

    completed(close(order, "REJECTED"));

    assertThat(status(order)).isEqualTo("REJECTED");
  }

  @Test
  void aRefusalIsTheAnswerToEveryRepeat() {
    String order = newOrder();
    Map<String, Object> variables = variables(order, newCustomer());
    variables.put("email", "nobody");

    StepOutcome first = steps.execute("order.create", order, variables);

    assertThat(steps.execute("order.create", order, variables)).isEqualTo(first);
    assertThat(create(order)).isEqualTo(first);
    assertThat(rows(order)).isEmpty();
  }

  private String refusal(String order, String part, String value) {
    Map<String, Object> variables = variables(order, newCustomer());
    variables.put(part, value);
    return refused(steps.execute("order.create", order, variables), "ORDER_INVALID").message();
  }
}

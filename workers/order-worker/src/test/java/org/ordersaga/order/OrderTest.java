package org.ordersaga.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.ordersaga.test.EmbeddedDatabase;
import org.ordersaga.worker.execution.StepExecutor;
import org.ordersaga.worker.execution.StepOutcome;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs the steps as a delivered task would; each test has customers and orders of its own. */
@SpringBootTest
@EmbeddedDatabase
abstract class OrderTest {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Autowired StepExecutor steps;
  @Autowired JdbcClient jdbc;

  static String newOrder() {
    return "ord-" + NUMBER.incrementAndGet();
  }

  static String newCustomer() {
    return "cust-" + NUMBER.incrementAndGet();
  }

  /** The variables of a good order. */
  static Map<String, Object> variables(String order, String customer) {
    return new HashMap<>(
        Map.of(
            "orderId", order,
            "customerId", customer,
            "email", "ada@example.com",
            "currency", "EUR",
            "paymentMethod", "tok_visa",
            "lines",
                """
                [{"sku":"BOOK-001","quantity":2},{"sku":"TOY-003","quantity":1}]\
                """,
            "shippingAddress",
                """
                {"name":"Ada Lovelace","street":"1 Analytical Way","postalCode":"10115",\
                "city":"Berlin","country":"DE"}\
                """));
  }

  StepOutcome create(String order, String customer) {
    return steps.execute("order.create", order, variables(order, customer));
  }

  StepOutcome create(String order) {
    return create(order, newCustomer());
  }

  StepOutcome confirm(String order) {
    return steps.execute(
        "order.confirm",
        order,
        Map.of(
            "orderId", order, "totalAmount", 4590L, "currency", "EUR", "trackingNumber", "TRK-1"));
  }

  StepOutcome complete(String order) {
    return steps.execute("order.complete", order, Map.of("orderId", order));
  }

  StepOutcome close(String order, String outcome) {
    return steps.execute(
        "order.close",
        order,
        Map.of(
            "orderId",
            order,
            "customerId",
            "cust-of-" + order,
            "outcome",
            outcome,
            "failureReason",
            "PAYMENT_DECLINED",
            "failureMessage",
            "Your bank declined the payment."));
  }

  static StepOutcome.Completed completed(StepOutcome outcome) {
    assertThat(outcome).isInstanceOf(StepOutcome.Completed.class);
    return (StepOutcome.Completed) outcome;
  }

  static StepOutcome.Refused refused(StepOutcome outcome, String code) {
    assertThat(outcome)
        .asInstanceOf(type(StepOutcome.Refused.class))
        .extracting(StepOutcome.Refused::code)
        .isEqualTo(code);
    return (StepOutcome.Refused) outcome;
  }

  /** The order's row, or none. */
  List<Map<String, Object>> rows(String order) {
    return jdbc.sql("select * from customer_order where order_id = ?")
        .param(order)
        .query()
        .listOfRows();
  }

  Map<String, Object> row(String order) {
    assertThat(rows(order)).hasSize(1);
    return rows(order).get(0);
  }

  String status(String order) {
    return (String) row(order).get("status");
  }
}

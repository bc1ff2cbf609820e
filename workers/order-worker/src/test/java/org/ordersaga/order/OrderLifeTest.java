package org.ordersaga.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.commons.util.ExceptionUtils;
import org.ordersaga.worker.execution.StepOutcome;
import org.ordersaga.worker.step.Refusal;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.support.TransactionTemplate;

class OrderLifeTest extends OrderTest {

  @Autowired private CreateOrder createOrder;
  @Autowired private CloseOrder closeOrder;
  @Autowired private EntityManager entityManager;
  @Autowired private TransactionTemplate transaction;

  @Test
  void aNewOrderIsWrittenDownAsTheCustomerAskedForIt() {
    String order = newOrder();

    completed(create(order, "cust-of-" + order));

    assertThat(row(order))
        .containsEntry("status", "PENDING")
        .containsEntry("customer_id", "cust-of-" + order)
        .containsEntry("email", "ada@example.com")
        .containsEntry("currency", "EUR")
        .containsEntry("ship_name", "Ada Lovelace")
        .containsEntry("ship_street", "1 Analytical Way")
        .containsEntry("ship_postal_code", "10115")
        .containsEntry("ship_city", "Berlin")
        .containsEntry("ship_country", "DE");
    assertThat(
            jdbc.sql(
                    "select sku || ' x ' || quantity from order_line where order_id = ?"
                        + " order by position")
                .param(order)
                .query(String.class)
                .list())
        .containsExactly("BOOK-001 x 2", "TOY-003 x 1");
  }

  @Test
  void theLinesOfALongOrderAreWrittenInTheirOrder() {
    String order = newOrder();
    List<String> skus = IntStream.range(0, 50).mapToObj(i -> "TOY-%03d".formatted(i)).toList();
    Map<String, Object> variables = variables(order, newCustomer());
    variables.put(
        "lines",
        skus.stream()
            .map("{\"sku\":\"%s\",\"quantity\":1}"::formatted)
            .collect(Collectors.joining(",", "[", "]")));

    completed(steps.execute("order.create", order, variables));

    assertThat(
            jdbc.sql("select sku from order_line where order_id = ? order by position")
                .param(order)
                .query(String.class)
                .list())
        .isEqualTo(skus);
  }

  @Test
  void aConfirmedOrderKnowsItsTotalAndItsParcel() {
    String order = newOrder();
    create(order);

    completed(confirm(order));

    assertThat(row(order))
        .containsEntry("status", "CONFIRMED")
        .containsEntry("total_amount", 4590L)
        .containsEntry("tracking_number", "TRK-1");
  }

  @Test
  void aConfirmedOrderIsDelivered() {
    String order = newOrder();
    create(order);
    confirm(order);

    completed(complete(order));

    assertThat(status(order)).isEqualTo("DELIVERED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"REJECTED", "CANCELLED"})
  void aPendingOrderIsClosedWithItsReason(String outcome) {
    String order = newOrder();
    create(order);

    completed(close(order, outcome));

    assertThat(row(order))
        .containsEntry("status", outcome)
        .containsEntry("failure_reason", "PAYMENT_DECLINED")
        .containsEntry("failure_message", "Your bank declined the payment.")
        .containsEntry("email", "ada@example.com");
  }

  @Test
  void aConfirmedOrderCanBeCancelled() {
    String order = newOrder();
    create(order);
    confirm(order);

    completed(close(order, "CANCELLED"));

    assertThat(row(order))
        .containsEntry("status", "CANCELLED")
        .containsEntry("total_amount", 4590L);
  }

  @Test
  void aConfirmedOrderCannotBeRejected() {
    String order = newOrder();
    create(order);
    confirm(order);

    assertThatThrownBy(() -> close(order, "REJECTED"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Order %s is CONFIRMED and cannot become REJECTED".formatted(order));
    assertThat(status(order)).isEqualTo("CONFIRMED");
  }

  @Test
  void aPendingOrderCannotBeDelivered() {
    String order = newOrder();
    create(order);

    assertThatThrownBy(() -> complete(order))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Order %s is PENDING and cannot become DELIVERED".formatted(order));
    assertThat(status(order)).isEqualTo("PENDING");
  }

  @Test
  void aClosedOrderCannotBeConfirmedOrDelivered() {
    String order = newOrder();
    create(order);
    close(order, "REJECTED");

    assertThatThrownBy(() -> confirm(order))
        .hasMessage("Order %s is REJECTED and cannot become CONFIRMED".formatted(order));
    assertThatThrownBy(() -> complete(order))
        .hasMessage("Order %s is REJECTED and cannot become DELIVERED".formatted(order));
    assertThat(status(order)).isEqualTo("REJECTED");
  }

  @Test
  void aDeliveredOrderCannotBeClosed() {
    String order = newOrder();
    create(order);
    confirm(order);
    complete(order);

    assertThatThrownBy(() -> close(order, "CANCELLED"))
        .hasMessage("Order %s is DELIVERED and cannot become CANCELLED".formatted(order));
    assertThat(status(order)).isEqualTo("DELIVERED");
  }

  @Test
  void anOrderThatWasNeverCreatedCannotBeConfirmedOrDelivered() {
    String order = newOrder();

    assertThatThrownBy(() -> confirm(order)).hasMessage("Order %s does not exist".formatted(order));
    assertThatThrownBy(() -> complete(order))
        .hasMessage("Order %s does not exist".formatted(order));
    assertThat(rows(order)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {"null,EUR", "4590,USD", "4590,null"})
  void anOrderIsNotConfirmedWithoutATotalInItsCurrency(Long total, String currency) {
    String order = newOrder();
    create(order);
    Map<String, Object> inputs = new HashMap<>();
    inputs.put("orderId", order);
    inputs.put("totalAmount", total);
    inputs.put("currency", currency);

    assertThatThrownBy(() -> steps.execute("order.confirm", order, inputs))
        .hasMessage(
            "Order %s is in EUR and cannot be confirmed with a total of %s %s"
                .formatted(order, total, currency));
    assertThat(status(order)).isEqualTo("PENDING");
  }

  @ParameterizedTest
  @EnumSource(
      value = OrderStatus.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"REJECTED", "CANCELLED"})
  void anOrderIsClosedAsRejectedOrCancelledOnly(OrderStatus outcome) {
    String order = newOrder();
    create(order);

    assertThatThrownBy(() -> close(order, outcome.name()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Order %s cannot be closed as %s, only as REJECTED or CANCELLED"
                .formatted(order, outcome));
    assertThat(status(order)).isEqualTo("PENDING");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "rejected", "LOST"})
  void anOutcomeThatIsNoneFailsAndLeavesTheOrderAsItIs(String outcome) {
    String order = newOrder();
    create(order);
    Map<String, Object> inputs = new HashMap<>();
    inputs.put("orderId", order);
    inputs.put("outcome", outcome);

    assertThatThrownBy(() -> steps.execute("order.close", order, inputs))
        .isInstanceOf(RuntimeException.class);
    assertThat(status(order)).isEqualTo("PENDING");
  }

  @Test
  void everyStepDeliveredTwiceTakesEffectOnceAndAnswersTheSame() {
    String order = newOrder();
    String customer = newCustomer();

    assertThat(create(order, customer)).isEqualTo(create(order, customer));
    assertThat(confirm(order)).isEqualTo(confirm(order));
    Map<String, Object> confirmed = row(order);
    assertThat(create(order, customer)).isEqualTo(create(order, customer));
    assertThat(row(order)).isEqualTo(confirmed);
    assertThat(complete(order)).isEqualTo(complete(order));
    Map<String, Object> delivered = row(order);
    confirm(order);
    assertThat(row(order)).isEqualTo(delivered);

    String rejected = newOrder();
    create(rejected);
    assertThat(close(rejected, "REJECTED")).isEqualTo(close(rejected, "REJECTED"));
    assertThat(status(rejected)).isEqualTo("REJECTED");
  }

  @Test
  void anOrderThatWasNeverCreatedIsClosedAndKept() {
    String order = newOrder();

    completed(close(order, "CANCELLED"));

    assertThat(row(order))
        .containsEntry("status", "CANCELLED")
        .containsEntry("customer_id", "cust-of-" + order)
        .containsEntry("failure_reason", "PAYMENT_DECLINED")
        .containsEntry("email", null);
  }

  @Test
  void anOrderIsClosedEvenIfNothingIsKnownButItsNumber() {
    String order = newOrder();

    completed(steps.execute("order.close", order, Map.of("orderId", order, "outcome", "REJECTED")));

    assertThat(row(order)).containsEntry("status", "REJECTED").containsEntry("customer_id", null);
  }

  @Test
  void aCreationThatComesAfterTheCloseRevivesNothing() {
    String order = newOrder();
    close(order, "CANCELLED");
    Map<String, Object> closed = row(order);

    completed(create(order));

    assertThat(row(order)).isEqualTo(closed);
  }

  @Test
  void anOrderThatIsClosedWhileItIsBeingCreatedEndsClosed() {
    String order = newOrder();

    assertThatThrownBy(
            () ->
                whileUncommitted(
                    () ->
                        closeOrder.execute(
                            new CloseOrder.Input(
                                order, "cust-1", OrderStatus.CANCELLED, null, null)),
                    () -> create(order)))
        .hasCauseInstanceOf(DataIntegrityViolationException.class)
        .satisfies(failure -> quotesNobody(failure));

    // The slower one is repeated, as every technical failure is.
    completed(create(order));
    assertThat(row(order)).containsEntry("status", "CANCELLED").containsEntry("email", null);
  }

  @Test
  void anOrderThatIsCreatedWhileItIsBeingClosedEndsClosed() {
    String order = newOrder();

    assertThatThrownBy(
            () ->
                whileUncommitted(
                    () ->
                        createOrder.execute(
                            new CreateOrder.Input(
                                order,
                                "cust-1",
                                "ada@example.com",
                                "EUR",
                                (String) variables(order, "cust-1").get("lines"),
                                (String) variables(order, "cust-1").get("shippingAddress"),
                                "tok_visa")),
                    () -> close(order, "CANCELLED")))
        .hasCauseInstanceOf(DataIntegrityViolationException.class);

    completed(close(order, "CANCELLED"));
    assertThat(row(order))
        .containsEntry("status", "CANCELLED")
        .containsEntry("email", "ada@example.com");
  }

  @Test
  void aFailingDatabaseDoesNotQuoteTheCustomersData() {
    String order = newOrder();
    create(order);

    assertThatThrownBy(
            () ->
                steps.execute(
                    "order.confirm",
                    order,
                    Map.of("orderId", order, "totalAmount", -1L, "currency", "EUR")))
        .isInstanceOf(DataIntegrityViolationException.class)
        .satisfies(
            failure ->
                assertThat(ExceptionUtils.readStackTrace(failure))
                    .contains("customer_order_total_amount_check"))
        .satisfies(failure -> quotesNobody(failure));
  }

  private static void quotesNobody(Throwable failure) {
    assertThat(ExceptionUtils.readStackTrace(failure))
        .doesNotContain("ada@example.com", "Lovelace", "Analytical");
  }

  @Test
  void aCustomerIsNewUntilAnOrderWentThrough() {
    String customer = newCustomer();

    assertThat(isNew(create(newOrder(), customer))).as("the first order").isTrue();

    String rejected = newOrder();
    create(rejected, customer);
    close(rejected, "REJECTED");
    assertThat(isNew(create(newOrder(), customer))).as("after a rejected order").isTrue();

    String confirmed = newOrder();
    create(confirmed, customer);
    confirm(confirmed);
    assertThat(isNew(create(newOrder(), customer))).as("after a confirmed order").isFalse();
    complete(confirmed);
    assertThat(isNew(create(newOrder(), customer))).as("after a delivered order").isFalse();

    assertThat(isNew(create(newOrder(), newCustomer()))).as("somebody else").isTrue();
  }

  private static boolean isNew(StepOutcome outcome) {
    return (Boolean) completed(outcome).variables().get("newCustomer");
  }

  private interface Work {
    void run() throws Refusal;
  }

  /** Starts {@code other} while {@code one} is not committed, and commits once it waits. */
  private void whileUncommitted(Work one, Callable<StepOutcome> other) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<StepOutcome> waiting =
          transaction.execute(
              open -> {
                try {
                  one.run();
                } catch (Refusal e) {
                  throw new AssertionError(e);
                }
                entityManager.flush();
                Future<StepOutcome> started = thread.submit(other);
                await().until(this::somebodyWaitsForALock);
                return started;
              });
      waiting.get(10, TimeUnit.SECONDS);
    } finally {
      thread.shutdownNow();
    }
  }

  private boolean somebodyWaitsForALock() {
    return jdbc.sql(
            """
            select exists (select from pg_stat_activity
                           where datname = current_database() and wait_event_type = 'Lock')
            """)
        .query(Boolean.class)
        .single();
  }
}

package org.ordersaga.auditor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ordersaga.auditor.source.Database.CAMUNDA;
import static org.ordersaga.auditor.source.Database.PAYMENTS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ordersaga.auditor.world.Orders;
import org.ordersaga.auditor.world.World;

/** What an operator declared done by hand is accepted and listed; what nobody declared is found. */
class ByHandTest {

  private static World world;

  @BeforeAll
  static void someThingsWereDoneByHand() throws Exception {
    world = new World();
    Orders.atRest(world);
    Orders.byHand(world);
    world.keep();
  }

  @AfterEach
  void asBefore() throws Exception {
    world.restore();
  }

  @AfterAll
  static void end() throws Exception {
    world.close();
  }

  @Test
  void whatAnOperatorDeclaredIsAcceptedAndListedWithTheMoneyThatTheProviderKeeps()
      throws Exception {
    World.Run run = World.run(Auditor.command(world.environment()));
    assertThat(run.out() + run.err())
        .contains("All invariants hold.")
        .contains("Undone or settled by hand (MANUAL), as operators declared: 3 orders")
        .contains("paidback: payment.charge; the provider keeps 11800 EUR of it")
        .contains("calledoff: inventory.reserve, shipping.book")
        .contains("agreed: payment.charge; the provider keeps 11800 EUR of it");
    assertThat(run.exitCode()).isZero();
    JsonNode json =
        new ObjectMapper()
            .readTree(World.run(Auditor.command(world.environment()), "--json").out());
    assertThat(json.at("/byHand")).hasSize(3);
    assertThat(json.at("/byHand/2/orderId").asText()).isEqualTo("paidback");
    assertThat(json.at("/byHand/2/kept/EUR").asLong()).isEqualTo(11800);
    assertThat(json.at("/mailRepeats/messageIds/0").asText()).isEqualTo("<toldagain.CONFIRMED>");
  }

  @Test
  void theStoryOfAnOrderTellsWhoDeclaredItAndWhy() throws Exception {
    assertThat(World.run(Auditor.command(world.environment()), "--order", "paidback").out())
        .contains("UNDONE_BY_HAND payment.refund by operator: Paid back by transfer.")
        .contains("payment.charge undone by hand (MANUAL)");
  }

  @ParameterizedTest
  @CsvSource({
    "paidback, UNDONE_BY_HAND, I6",
    "agreed, SETTLEMENT_ACCEPTED, I6",
    "toldagain, NOTIFICATION_REPEATED, I7"
  })
  void whatNoOperatorDeclaredIsAViolation(String orderId, String kind, String invariant)
      throws Exception {
    world.sql(CAMUNDA, "delete from order_event where order_id = ? and kind = ?", orderId, kind);
    assertThat(violations()).containsExactly(invariant + " " + orderId);
  }

  @Test
  void aDeclarationForAnotherStepIsNone() throws Exception {
    world.sql(
        CAMUNDA,
        "delete from order_event where order_id = 'calledoff' and kind = 'UNDONE_BY_HAND'"
            + " and data ->> 'topic' = 'inventory.release'");
    assertThat(violations()).containsExactly("I6 calledoff");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "update step_execution set state = 'UNDONE' where order_id = 'paidback'; I6 paidback",
        "update payment set captured = 0 where order_id = 'paidback'; I4 paidback",
        "update payment set charge_id = 'ch_other' where order_id = 'paidback'; I4 paidback",
        "update payment set state = 'CAPTURED' where order_id = 'paidback';"
            + " I3 paidback,I3 sum in EUR,I6 paidback"
      })
  void rowsThatDoNotFitTheDeclarationAreFound(String sql, String expected) throws Exception {
    world.sql(PAYMENTS, sql);
    assertThat(violations()).containsExactlyInAnyOrder(expected.split(","));
  }

  @Test
  void moneyIsNotPaidBackByHandForAnOrderThatStands() throws Exception {
    world.sql(PAYMENTS, "update payment set state = 'MANUAL' where order_id = 'confirmed'");
    assertThat(violations()).contains("I6 confirmed", "I3 confirmed");
  }

  private static TreeSet<String> violations() throws Exception {
    World.Run run = World.run(Auditor.command(world.environment()), "--json");
    TreeSet<String> violations = new TreeSet<>();
    for (JsonNode line : new ObjectMapper().readTree(run.out()).path("invariants")) {
      line.path("violatedBy")
          .forEach(subject -> violations.add(line.path("id").asText() + " " + subject.asText()));
    }
    return violations;
  }
}

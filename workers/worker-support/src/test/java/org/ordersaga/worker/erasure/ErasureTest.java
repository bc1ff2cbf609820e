package org.ordersaga.worker.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.test.EmbeddedDatabase;
import org.ordersaga.worker.execution.StepTestApplication;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;

@EmbeddedDatabase
@SpringBootTest(
    classes = StepTestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "ordersaga.worker.enabled=false",
      "ordersaga.operator.password=operator-secret",
      "ordersaga.client.password=client-secret",
      "ordersaga.eraser.password=eraser-secret"
    })
class ErasureTest {

  @Autowired private TestRestTemplate http;
  @Autowired private JdbcClient jdbc;

  private final String mine = UUID.randomUUID().toString();
  private final String another = UUID.randomUUID().toString();

  @BeforeEach
  void twoOrdersThatWereRefused() {
    for (String order : List.of(mine, another)) {
      jdbc.sql(
              """
              insert into step_execution (order_id, step, occurrence, state, refusal_code,
                                          refusal_message)
              values (?, 'stock.take', '', 'REFUSED', 'NO', 'Not to Ada Lovelace.')
              """)
          .param(order)
          .update();
      jdbc.sql(
              """
              insert into settlement (order_id, step, occurrence, idempotency_key, input, state,
                                      last_problem, next_attempt_at)
              values (?, 'stock.take', '', 'k', '{}', 'CONFIRMED', 'ERROR: no Ada', now())
              """)
          .param(order)
          .update();
    }
  }

  @Test
  void sentencesOfTheNamedOrdersAreOverwrittenAndTheFactsStay() {
    assertThat(erase(mine, false)).isEqualTo(Map.of("step_execution", 1, "settlement", 1));

    assertThat(refusal(mine)).isEqualTo("NO (erased)");
    assertThat(problem(mine)).isEqualTo("(erased)");
    assertThat(refusal(another)).isEqualTo("NO Not to Ada Lovelace.");
    assertThat(problem(another)).isEqualTo("ERROR: no Ada");
  }

  @Test
  void aRepeatFindsNothingLeft() {
    erase(mine, false);

    assertThat(erase(mine, false)).isEqualTo(Map.of("step_execution", 0, "settlement", 0));
  }

  @Test
  void aDryRunCountsAndChangesNothing() {
    assertThat(erase(mine, true)).isEqualTo(Map.of("step_execution", 1, "settlement", 1));

    assertThat(refusal(mine)).isEqualTo("NO Not to Ada Lovelace.");
  }

  @Test
  void whatWasNeverSaidStaysUnsaid() {
    erase(mine, false);

    assertThat(
            jdbc.sql("select undo_refusal_message from step_execution where order_id = ?")
                .param(mine)
                .query()
                .singleRow())
        .containsEntry("undo_refusal_message", null);
  }

  @Test
  void aBadRequestErasesNothing() {
    for (Object orders :
        List.of(
            List.of(),
            List.of(mine, "a'b"),
            Stream.generate(() -> mine).limit(501).toList(),
            "ord-1")) {
      assertThat(post(Map.of("orderIds", orders)).getStatusCode())
          .isEqualTo(HttpStatus.BAD_REQUEST);
    }
    assertThat(refusal(mine)).isEqualTo("NO Not to Ada Lovelace.");
  }

  @Test
  void onlyNamesBecomePartOfAStatement() {
    assertThatThrownBy(() -> new PersonalColumns("a; drop table b", "c"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PersonalColumns("a", "b = 1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PersonalColumns("a")).isInstanceOf(IllegalArgumentException.class);
  }

  private Object erase(String order, boolean dryRun) {
    return http.withBasicAuth("eraser", "eraser-secret")
        .postForObject(
            "/erasures", Map.of("orderIds", List.of(order), "dryRun", dryRun), Map.class);
  }

  private ResponseEntity<JsonNode> post(Object body) {
    return http.withBasicAuth("eraser", "eraser-secret")
        .postForEntity("/erasures", body, JsonNode.class);
  }

  private String refusal(String order) {
    return jdbc.sql(
            "select refusal_code || ' ' || refusal_message from step_execution where order_id = ?")
        .param(order)
        .query(String.class)
        .single();
  }

  private String problem(String order) {
    return jdbc.sql("select last_problem from settlement where order_id = ?")
        .param(order)
        .query(String.class)
        .single();
  }
}

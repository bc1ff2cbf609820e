package org.ordersaga.process.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.history.HistoricDetail;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.camunda.bpm.engine.history.HistoricVariableUpdate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProcessAppTest
class HistoryOfChangesTest {

  @LocalServerPort int port;
  @Autowired HistoryService history;
  @Autowired RuntimeService runtime;

  private String instance;

  @BeforeEach
  void placeOrder() {
    String order = new Orders(port).place();
    instance =
        runtime
            .createProcessInstanceQuery()
            .processInstanceBusinessKey(order)
            .singleResult()
            .getId();
  }

  @Test
  void aFirstValueIsWrittenOnceAndEachLaterOneBesides() {
    assertThat(details()).isEmpty();
    assertThat(value("country")).isNull();

    runtime.setVariable(instance, "country", "DE");
    assertThat(details()).isEmpty();
    assertThat(value("country")).isEqualTo("DE");

    runtime.setVariable(instance, "country", "CH");
    runtime.setVariable(instance, "country", "AT");
    assertThat(value("country")).isEqualTo("AT");
    assertThat(details())
        .extracting(detail -> ((HistoricVariableUpdate) detail).getValue())
        .containsExactlyInAnyOrder("CH", "AT");
  }

  @Test
  void aValueThatIsTooLongForAColumnIsKeptToo() {
    byte[] bytes = {1, 2, 3};
    runtime.setVariable(instance, "attachment", bytes);

    assertThat((byte[]) value("attachment")).containsExactly(bytes);
  }

  private List<HistoricDetail> details() {
    return history.createHistoricDetailQuery().processInstanceId(instance).list();
  }

  private Object value(String variable) {
    HistoricVariableInstance found =
        history
            .createHistoricVariableInstanceQuery()
            .processInstanceId(instance)
            .variableName(variable)
            .singleResult();
    return found == null ? null : found.getValue();
  }
}

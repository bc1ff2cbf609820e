package org.ordersaga.process.operations;

import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.springframework.stereotype.Component;

/**
 * The small processes by which operators have a worker do something for an order besides the
 * order's own: retries, incidents and Cockpit are the same for them. Nobody may start them but
 * this.
 */
@Component
class OwnProcess {

  private final RuntimeService runtime;
  private final IdentityService identity;

  OwnProcess(RuntimeService runtime, IdentityService identity) {
    this.runtime = runtime;
    this.identity = identity;
  }

  /** Whether one runs for the order in which a variable has that value. */
  boolean isRunning(String key, String orderId, String variable, String value) {
    return runtime
            .createProcessInstanceQuery()
            .processDefinitionKey(key)
            .processInstanceBusinessKey(orderId)
            .variableValueEquals(variable, value)
            .count()
        > 0;
  }

  ProcessInstance start(String key, String orderId, Map<String, Object> variables) {
    Authentication caller = identity.getCurrentAuthentication();
    identity.clearAuthentication();
    try {
      return runtime.startProcessInstanceByKey(key, orderId, variables);
    } finally {
      if (caller != null) {
        identity.setAuthentication(caller.getUserId(), caller.getGroupIds());
      }
    }
  }
}

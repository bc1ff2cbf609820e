package org.ordersaga.rules;

import org.camunda.bpm.model.bpmn.instance.ServiceTask;

/** A service task is work for a worker, and some worker knows it. */
final class KnownSteps implements Rule {

  @Override
  public String name() {
    return "known-step";
  }

  @Override
  public void check(ProcessModel model, Report report) {
    for (ServiceTask task : model.all(ServiceTask.class)) {
      if (!"external".equals(task.getCamundaType())) {
        report.add(
            task.getId(),
            "is a service task that is not external: set its implementation to External.");
      } else if (model.step(task).isEmpty()) {
        report.add(
            task.getId(),
            "has %s, which no worker knows: use one of %s.",
            task.getCamundaTopic() == null
                ? "no topic"
                : "the topic \"" + task.getCamundaTopic() + "\"",
            String.join(", ", model.catalogue().topics()));
      }
    }
  }
}

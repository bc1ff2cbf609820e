package org.ordersaga.rules;

import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.UserTask;

/** A decision or a form that is taken from the model's own deployment is in it. */
final class DeployedTogether implements Rule {

  private static final String DEPLOYMENT = "deployment";

  @Override
  public String name() {
    return "deployed-together";
  }

  @Override
  public void check(ProcessModel model, Report report) {
    for (BusinessRuleTask task : model.all(BusinessRuleTask.class)) {
      if (DEPLOYMENT.equals(task.getCamundaDecisionRefBinding())
          && model.companions().decision(task.getCamundaDecisionRef()).isEmpty()) {
        report.add(
            task.getId(),
            "asks the decision %s of its own deployment, which has none: deploy its file together"
                + " with the model.",
            task.getCamundaDecisionRef());
      }
    }
    for (UserTask task : model.all(UserTask.class)) {
      String form = task.getAttributeValueNs(Xml.CAMUNDA, "formRef");
      if (DEPLOYMENT.equals(task.getAttributeValueNs(Xml.CAMUNDA, "formRefBinding"))
          && model.companions().form(form).isEmpty()) {
        report.add(
            task.getId(),
            "shows the form %s of its own deployment, which has none: deploy its file together with"
                + " the model.",
            form);
      }
    }
  }
}

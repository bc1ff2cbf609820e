package org.ordersaga.modeltool.migrate;

import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.ordersaga.modeltool.Shop;

/** Models for tests, deployed as new versions. */
final class Models {

  /** The step that the newer model has behind the reservation. */
  static final String NEW_STEP = "ScreenOrder";

  private Models() {}

  static BpmnModelInstance current() {
    return Bpmn.readModelFromStream(Models.class.getResourceAsStream("/bpmn/order-process.bpmn"));
  }

  /** Deploys a model and returns the id of its definition. */
  static String deploy(Shop shop, BpmnModelInstance model) {
    return shop.engine()
        .getRepositoryService()
        .createDeployment()
        .addModelInstance("order-process.bpmn", model)
        .deployWithResult()
        .getDeployedProcessDefinitions()
        .get(0)
        .getId();
  }

  static String deployNewer(Shop shop) {
    BpmnModelInstance model = withStepBehind("ReserveInventory_to_OrderAccepted", current());
    model
        .getModelElementsByType(org.camunda.bpm.model.bpmn.instance.Process.class)
        .forEach(process -> process.setCamundaVersionTag("1.1.0"));
    return deploy(shop, model);
  }

  private static BpmnModelInstance withStepBehind(String flowId, BpmnModelInstance model) {
    SequenceFlow flow = model.getModelElementById(flowId);
    FlowNode target = flow.getTarget();
    ServiceTask task = model.newInstance(ServiceTask.class, NEW_STEP);
    task.setCamundaType("external");
    task.setCamundaTopic("order.screen");
    flow.getParentElement().addChildElement(task);
    target.getIncoming().remove(flow);
    flow.setTarget(task);
    task.getIncoming().add(flow);
    SequenceFlow next = model.newInstance(SequenceFlow.class, NEW_STEP + "_to_" + target.getId());
    flow.getParentElement().addChildElement(next);
    next.setSource(task);
    next.setTarget(target);
    task.getOutgoing().add(next);
    target.getIncoming().add(next);
    return model;
  }
}

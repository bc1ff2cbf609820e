package org.ordersaga.modeltool.migrate;

import java.nio.file.Path;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.ordersaga.modeltool.Shop;

/** Models for tests, deployed as new versions. */
final class Models {

  private static final Path RELEASED =
      Path.of("../process-app/src/main/released/order-process-1.0.0.bpmn");

  private Models() {}

  static BpmnModelInstance released() {
    return Bpmn.readModelFromFile(RELEASED.toFile());
  }

  static BpmnModelInstance current() {
    return Bpmn.readModelFromStream(Models.class.getResourceAsStream("/bpmn/order-process.bpmn"));
  }

  /**
   * Deploys a model, with the table and the form of today, and returns the id of its definition.
   */
  static String deploy(Shop shop, BpmnModelInstance model) {
    DeploymentBuilder deployment =
        shop.engine()
            .getRepositoryService()
            .createDeployment()
            .addClasspathResource("dmn/order-review.dmn")
            .addClasspathResource("forms/order-review-form.form")
            .addModelInstance("order-process.bpmn", model);
    return deployment.deployWithResult().getDeployedProcessDefinitions().get(0).getId();
  }
}

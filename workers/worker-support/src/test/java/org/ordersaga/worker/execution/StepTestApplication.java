package org.ordersaga.worker.execution;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A worker with {@link TestSteps}. */
@SpringBootApplication(
    excludeName = {
      "org.camunda.bpm.spring.boot.starter.CamundaBpmAutoConfiguration",
      "org.camunda.bpm.spring.boot.starter.rest.CamundaBpmRestJerseyAutoConfiguration"
    })
public class StepTestApplication {}

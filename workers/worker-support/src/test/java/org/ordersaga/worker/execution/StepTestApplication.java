package org.ordersaga.worker.execution;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A worker with {@link TestSteps}. */
@SpringBootApplication
public class StepTestApplication {}

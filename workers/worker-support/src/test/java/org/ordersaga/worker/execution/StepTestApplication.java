package org.ordersaga.worker.execution;

import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
class StepTestApplication {}

package org.ordersaga.process.orderlog;

/** Published inside the transaction in which a step said no, or was stopped. */
public record StepRefused(String processInstanceId, String topic, String code) {}

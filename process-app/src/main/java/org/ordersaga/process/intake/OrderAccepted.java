package org.ordersaga.process.intake;

/** Published inside the transaction that accepts an order. */
public record OrderAccepted(String orderId) {}

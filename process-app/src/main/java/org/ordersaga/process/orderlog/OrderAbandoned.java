package org.ordersaga.process.orderlog;

/** Published inside the transaction that finds an order's process gone without a final status. */
public record OrderAbandoned(String orderId) {}

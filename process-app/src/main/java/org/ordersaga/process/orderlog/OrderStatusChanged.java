package org.ordersaga.process.orderlog;

/**
 * Published inside the transaction that changes the status; a listener for after the commit hears
 * only of what happened.
 */
public record OrderStatusChanged(String orderId, OrderStatus from, OrderStatus to) {}

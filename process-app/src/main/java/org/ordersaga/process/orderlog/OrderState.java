package org.ordersaga.process.orderlog;

/** The part of an order's view that decisions are made on. */
public record OrderState(
    String orderId, String processInstanceId, OrderStatus status, Cancellation cancellation) {}

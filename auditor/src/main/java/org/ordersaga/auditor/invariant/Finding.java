package org.ordersaga.auditor.invariant;

/**
 * A violation.
 *
 * @param subject an order id, or what else is concerned where it is no order's
 * @param sentence what is wrong
 */
public record Finding(Invariant invariant, String subject, String sentence) {}

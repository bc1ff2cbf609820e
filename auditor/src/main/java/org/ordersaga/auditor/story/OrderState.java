package org.ordersaga.auditor.story;

/**
 * An order as its customer sees it.
 *
 * @param failureReason a code, or null
 * @param totalAmount in minor units, or null
 */
record OrderState(
    String status, String cancellation, String failureReason, Long totalAmount, String currency) {}

/** Charging an order at the payment provider, and paying back. */
package org.ordersaga.payment.charge;

/** Booking an order's shipment at the carrier, and cancelling it. */
package org.ordersaga.shipping.booking;

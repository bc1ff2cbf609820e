/**
 * The product under fire: its processes are killed, frozen and lied to, and must not lose an order.
 */
package org.ordersaga.system.chaos;

/** Setting stock aside for an order, selling it, and taking either back. */
package org.ordersaga.inventory.reservation;

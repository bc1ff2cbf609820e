/** How many pieces of each product are where, and the journal of every movement. */
package org.ordersaga.inventory.stock;

/** The orders of the shop: what was ordered by whom, and what became of it. */
package org.ordersaga.order;

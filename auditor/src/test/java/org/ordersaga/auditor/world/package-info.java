/** A small world of orders, as the services would have left it, for tests to break. */
package org.ordersaga.auditor.world;

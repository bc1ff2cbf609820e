package org.ordersaga.modeltool.migrate;

import java.util.SortedSet;

/**
 * A running order on an old version.
 *
 * @param standsAt ids of the elements at which it stands
 */
record Order(String instanceId, String orderId, SortedSet<String> standsAt) {}

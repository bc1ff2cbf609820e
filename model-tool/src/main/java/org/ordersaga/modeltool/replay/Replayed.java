package org.ordersaga.modeltool.replay;

import java.util.Set;

/**
 * What became of an order in the changed model.
 *
 * @param unanswered elements that asked for something that was never recorded
 */
record Replayed(Way way, Set<String> unanswered) {}

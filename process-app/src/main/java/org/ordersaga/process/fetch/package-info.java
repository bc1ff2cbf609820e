/**
 * How workers get their tasks: the oldest first at a cost that does not grow with the number that
 * waits. A request that waits is handed a new task by the transaction that makes it; else it is
 * woken only for a topic of its own, on whichever node on the same database the task came about,
 * and looked for no more often than there may be something.
 */
package org.ordersaga.process.fetch;

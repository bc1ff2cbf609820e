/**
 * How workers get their tasks: the oldest first at a cost that does not grow with the number that
 * waits, and a request that waits is woken only for a topic of its own, on whichever node on the
 * same database the task came about.
 */
package org.ordersaga.process.fetch;

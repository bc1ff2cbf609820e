/**
 * What operators do besides giving up: see what is wrong, have it tried again, repeat a message,
 * and declare what was done by hand. Every action has a reason, and is in the order's log.
 */
package org.ordersaga.process.operations;

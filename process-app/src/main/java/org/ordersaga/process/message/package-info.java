/**
 * Deliveries, cancellations and giving up: stored before anything else, and handed to the process
 * when it waits for them, or when its step can be stopped.
 */
package org.ordersaga.process.message;

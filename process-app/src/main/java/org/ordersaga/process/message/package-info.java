/**
 * Deliveries and cancellations: stored before anything else, and handed to the process when it
 * waits for them.
 */
package org.ordersaga.process.message;

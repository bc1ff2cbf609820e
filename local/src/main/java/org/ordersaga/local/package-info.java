/**
 * Starts Order Saga on one machine: an embedded PostgreSQL, the sandbox, the engine and the workers
 * as operating-system processes of their own, watched and restarted.
 */
package org.ordersaga.local;

/** Calls to an outside provider over HTTP, the same for every worker that has one. */
package org.ordersaga.worker.provider;

/** How this worker calls others over HTTP. */
package org.ordersaga.worker.http;

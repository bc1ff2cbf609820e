/** Settles in the background what ended in doubt, and tells process-app of it. */
package org.ordersaga.worker.settlement;

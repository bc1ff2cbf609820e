/** Who may use a worker's HTTP interface. */
package org.ordersaga.worker.access;

/** The order API: place, read, list, cancel, report as delivered. */
package org.ordersaga.process.order;

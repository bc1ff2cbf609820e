/** Cockpit, Tasklist and Admin. */
package org.ordersaga.process.webapp;

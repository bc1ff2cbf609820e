/** Says in one sentence why the application cannot start. */
package org.ordersaga.process.startup;

/** Settings that every worker shares, and their defaults. */
package org.ordersaga.worker.settings;

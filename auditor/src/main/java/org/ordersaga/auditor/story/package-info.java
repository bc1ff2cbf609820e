/** One order's whole story across the databases, in time order. */
package org.ordersaga.auditor.story;

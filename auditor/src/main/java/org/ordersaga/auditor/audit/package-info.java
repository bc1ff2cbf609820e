/** The audit: reads everything once, judges order by order, looks twice before it accuses. */
package org.ordersaga.auditor.audit;

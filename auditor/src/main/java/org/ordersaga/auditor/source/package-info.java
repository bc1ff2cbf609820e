/** Where the auditor reads: the databases, the payment provider's ledger, the inbox. */
package org.ordersaga.auditor.source;

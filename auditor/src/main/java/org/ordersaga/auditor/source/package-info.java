/** Where the auditor reads: the databases, the payment provider, the carrier, the inbox. */
package org.ordersaga.auditor.source;

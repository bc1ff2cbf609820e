/** The command that reads every database and checks the invariants. */
package org.ordersaga.auditor;

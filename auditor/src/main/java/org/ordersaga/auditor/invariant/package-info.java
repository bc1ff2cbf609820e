/** What must hold, each a class that looks at one order's dossier. */
package org.ordersaga.auditor.invariant;

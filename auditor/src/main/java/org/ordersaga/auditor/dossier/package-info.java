/** What is known about one order, from everywhere. */
package org.ordersaga.auditor.dossier;

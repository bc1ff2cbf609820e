/** How decision tables are evaluated. What they decide is in the tables alone. */
package org.ordersaga.process.decision;

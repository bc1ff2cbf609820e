/** Turns models away that break a rule, when they are deployed. */
package org.ordersaga.process.rules;

/**
 * Ending the step that an order stands at from outside: when its deadline has passed, when an
 * operator gives it up, when the customer cancels. One mechanism for all three, as the model draws
 * it.
 */
package org.ordersaga.process.stop;

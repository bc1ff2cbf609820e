/** The payment provider. */
package org.ordersaga.sandbox.payments;

/** The carrier, and the call by which it reports a delivery to the shop. */
package org.ordersaga.sandbox.carrier;

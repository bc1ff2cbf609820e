/** Faults on demand: what a payment provider, a carrier and a mail server do on a bad day. */
package org.ordersaga.sandbox.faults;

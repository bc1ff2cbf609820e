/** What an order must look like to be accepted, and that it is accepted once. */
package org.ordersaga.process.intake;

/** The mail server, and the inbox that shows what it received. */
package org.ordersaga.sandbox.mail;

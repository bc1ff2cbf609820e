/** Mails to customers about their orders. */
package org.ordersaga.notification.mail;

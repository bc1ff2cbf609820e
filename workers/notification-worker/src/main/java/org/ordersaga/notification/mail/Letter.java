package org.ordersaga.notification.mail;

/** The words of a message, once as plain text and once as HTML. */
record Letter(String subject, String text, String html) {}

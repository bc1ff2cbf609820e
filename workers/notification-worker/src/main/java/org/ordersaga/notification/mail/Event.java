package org.ordersaga.notification.mail;

/** What a customer is told about. Its templates are named after it, in lower case. */
enum Event {
  CONFIRMED("Your order %s is confirmed"),
  REJECTED("Your order %s could not be carried out"),
  CANCELLED("Your order %s is cancelled"),
  DELIVERED("Your order %s has been delivered"),
  REMINDER("Your order %s is still on its way"),
  CANCELLATION_REFUSED("Your order %s can no longer be cancelled");

  private final String subject;

  Event(String subject) {
    this.subject = subject;
  }

  String subject(String orderId) {
    return subject.formatted(orderId);
  }
}

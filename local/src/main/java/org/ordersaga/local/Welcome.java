package org.ordersaga.local;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** What a newcomer needs once everything runs: addresses, logins, and a first order to copy. */
final class Welcome {

  private Welcome() {}

  /** The text; it holds passwords. */
  static String text(Settings settings, Secrets secrets, boolean firstStart) {
    String api = url(settings, Service.PROCESS_APP);
    String client = quoted("client:" + secrets.login("client"));
    String orderId = firstStart ? "ord-1" : laterOrderId();
    return """

        Order API      %1$s/swagger-ui.html
        Cockpit        %1$s/camunda/app/cockpit/   (also tasklist and admin)
        Products       %2$s/products   (log in as client, as for the order API)
        Inbox          %3$s/inbox   (mails that customers got)
        Logs           %4$s   (or: ./start logs)

        Logins         admin          %5$s
                       operator       %6$s
                       reviewer       %11$s   (Tasklist: orders in review)
                       process-owner  %12$s   (Cockpit, and deploying from the Modeler)
                       client         %7$s

        Place an order, then look what became of it:

        curl -u %8$s -H 'Content-Type: application/json' -d '%9$s' %1$s/api/orders

        curl -u %8$s %1$s/api/orders/%10$s
        """
        .formatted(
            api,
            url(settings, Service.INVENTORY_WORKER),
            url(settings, Service.SANDBOX),
            settings.data().logs(),
            secrets.login("admin"),
            secrets.login("operator"),
            secrets.login("client"),
            client,
            order(orderId),
            orderId,
            secrets.login("reviewer"),
            secrets.login("process-owner"));
  }

  private static String url(Settings settings, Service service) {
    return "http://localhost:" + service.port(settings.portBase());
  }

  /** An order id is used once, and the data outlives a restart. */
  private static String laterOrderId() {
    return "ord-" + LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
  }

  private static String order(String orderId) {
    return ("{\"orderId\":\"%s\",\"customerId\":\"cust-1\",\"email\":\"ada@example.com\","
            + "\"currency\":\"EUR\",\"paymentMethod\":\"tok_visa\","
            + "\"lines\":[{\"sku\":\"BOOK-001\",\"quantity\":1}],"
            + "\"shippingAddress\":{\"name\":\"Ada Lovelace\",\"street\":\"1 Analytical Way\","
            + "\"postalCode\":\"10115\",\"city\":\"Berlin\",\"country\":\"DE\"}}")
        .formatted(orderId);
  }

  /** Quotes a word for the shell when it needs that. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9:._@%+=/-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}

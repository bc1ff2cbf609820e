package org.ordersaga.process;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.ordersaga.test.EmbeddedDatabase;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;

/** The whole application on a port of its own, with a real database; all such tests share it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@EmbeddedDatabase
@AutoConfigureObservability(tracing = false)
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      // The server is gone before the contexts are: their last questions need no answer.
      "spring.datasource.hikari.connection-timeout=5000",
      // Tests of slow requests need not be slow.
      "ordersaga.requests.time=3s",
      "server.tomcat.connection-timeout=2s",
      // All tests are one address.
      "ordersaga.login.slips-of-one-address=1000000",
      "ORDERSAGA_ADMIN_PASSWORD=admin-secret",
      "ORDERSAGA_OPERATOR_PASSWORD=operator-secret",
      "ORDERSAGA_REVIEWER_PASSWORD=reviewer-secret",
      "ORDERSAGA_CLIENT_PASSWORD=client-secret",
      "ORDERSAGA_PROCESS_OWNER_PASSWORD=process-owner-secret",
      "ORDERSAGA_ORDER_WORKER_PASSWORD=order-worker-secret",
      "ORDERSAGA_INVENTORY_WORKER_PASSWORD=inventory-worker-secret",
      "ORDERSAGA_PAYMENT_WORKER_PASSWORD=payment-worker-secret",
      "ORDERSAGA_SHIPPING_WORKER_PASSWORD=shipping-worker-secret",
      "ORDERSAGA_NOTIFICATION_WORKER_PASSWORD=notification-worker-secret",
    })
public @interface ProcessAppTest {}

package org.ordersaga.modeltool;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.ordersaga.process.ProcessApplication;
import org.ordersaga.test.EmbeddedDatabase;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/** The whole process application on a port of its own, with a real database. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EmbeddedDatabase
@Import(Shop.class)
@SpringBootTest(
    classes = ProcessApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.hikari.connection-timeout=5000",
      "ORDERSAGA_ADMIN_PASSWORD=admin-secret",
      "ORDERSAGA_OPERATOR_PASSWORD=operator-secret",
      "ORDERSAGA_CLIENT_PASSWORD=client-secret",
      "ORDERSAGA_PROCESS_OWNER_PASSWORD=process-owner-secret",
      "ORDERSAGA_REVIEWER_PASSWORD=reviewer-secret",
      "ORDERSAGA_ORDER_WORKER_PASSWORD=order-worker-secret",
      "ORDERSAGA_INVENTORY_WORKER_PASSWORD=inventory-worker-secret",
      "ORDERSAGA_PAYMENT_WORKER_PASSWORD=payment-worker-secret",
      "ORDERSAGA_SHIPPING_WORKER_PASSWORD=shipping-worker-secret",
      "ORDERSAGA_NOTIFICATION_WORKER_PASSWORD=notification-worker-secret",
    })
public @interface EngineTest {}

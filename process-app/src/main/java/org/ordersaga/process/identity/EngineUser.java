package org.ordersaga.process.identity;

import java.util.Locale;

/** The users that the environment gives a password to. */
public enum EngineUser {
  /** The administrator. */
  ADMIN(EngineGroup.ADMINS),
  /** The operator. */
  OPERATOR(EngineGroup.OPERATORS),
  /** The trusted technical client. */
  CLIENT(EngineGroup.CLIENTS),
  /** The reviewer. */
  REVIEWER(EngineGroup.REVIEWERS),
  /** The process owner. */
  PROCESS_OWNER(EngineGroup.PROCESS_OWNERS),
  /** Technical user of the order worker. */
  ORDER_WORKER(EngineGroup.WORKERS),
  /** Technical user of the inventory worker. */
  INVENTORY_WORKER(EngineGroup.WORKERS),
  /** Technical user of the payment worker. */
  PAYMENT_WORKER(EngineGroup.WORKERS),
  /** Technical user of the shipping worker. */
  SHIPPING_WORKER(EngineGroup.WORKERS),
  /** Technical user of the notification worker. */
  NOTIFICATION_WORKER(EngineGroup.WORKERS);

  /** No user has a shorter password, whether the environment or a person chose it. */
  public static final int SHORTEST_PASSWORD = 12;

  private final EngineGroup group;

  EngineUser(EngineGroup group) {
    this.group = group;
  }

  EngineGroup group() {
    return group;
  }

  /** The login name, for example {@code order-worker}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The environment variable that holds the password. */
  public String passwordVariable() {
    return "ORDERSAGA_" + name() + "_PASSWORD";
  }
}

package org.ordersaga.process.orderlog;

/** What can happen to an order. What is called {@code by} or {@code reason} is not for clients. */
public enum EventKind {
  /** The order is stored and its process has begun. */
  ORDER_ACCEPTED,
  /** A step waits for its worker. Data: {@code step}, {@code topic}. */
  STEP_STARTED,
  /**
   * A worker finished a step. Data: {@code step}, {@code topic}, {@code receipt} if it gave one.
   */
  STEP_COMPLETED,
  /** A worker undid a step. Data as for a completed one. */
  STEP_UNDONE,
  /**
   * A step said no, or was stopped. Data: {@code step}, {@code topic}, {@code code}, {@code
   * message}.
   */
  STEP_REFUSED,
  /** An attempt failed technically. Data: {@code step}, {@code topic}. */
  STEP_ATTEMPT_FAILED,
  /** An operator is needed. Data: {@code step}, {@code type}. */
  INCIDENT_OPENED,
  /** The process goes on. Data: {@code step}, {@code type}. */
  INCIDENT_RESOLVED,
  /** A reviewer has to decide. Data: {@code step}, {@code reason}: the rule that asked. */
  REVIEW_REQUESTED,
  /** Data: {@code step}, {@code decision} APPROVED or REFUSED, {@code by}. */
  REVIEW_DECIDED,
  /** No reviewer decided in time. Data: {@code step}. */
  REVIEW_EXPIRED,
  /** Data: {@code from}, {@code to}. */
  STATUS_CHANGED,
  /** The carrier reported the parcel as delivered. */
  DELIVERY_REQUESTED,
  /** The customer wants to cancel. */
  CANCELLATION_REQUESTED,
  /** The order stands. */
  CANCELLATION_REFUSED,
  /** The order is cancelled as the customer wished. */
  CANCELLATION_DONE,
  /** An operator gave the order up. Data: {@code by}, {@code reason}. */
  GIVE_UP_REQUESTED,
  /**
   * An operator had a step tried again at once. Data: {@code step}, {@code topic}, {@code by},
   * {@code reason}.
   */
  RETRY_REQUESTED,
  /**
   * An operator raised the retries of all incidents of one cause. Data: {@code topic}, {@code
   * code}, {@code raise}, {@code by}, {@code reason}.
   */
  RETRIES_RAISED,
  /** An operator had a message sent once more. Data: {@code event}, {@code by}, {@code reason}. */
  NOTIFICATION_REPEATED,
  /**
   * An operator declared an undo done by hand. Data: {@code step}, {@code topic}, {@code by},
   * {@code reason}.
   */
  UNDONE_BY_HAND,
  /**
   * An operator accepts how the outside leaves a step in doubt. Data: {@code topic}, {@code by},
   * {@code reason}.
   */
  SETTLEMENT_ACCEPTED,
  /**
   * A step was undone before its outcome was known; its worker goes on asking the outside. Data:
   * {@code topic}.
   */
  SETTLEMENT_OPENED,
  /** The outside confirmed it. Data: {@code topic}, {@code receipt} if there is one. */
  SETTLEMENT_CONFIRMED,
  /** The process is gone without a final status: an administrator deleted it. */
  ORDER_ABANDONED
}

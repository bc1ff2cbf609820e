package org.ordersaga.process.engine;

/** The names that the code shares with {@code order-process.bpmn}. */
public final class OrderProcess {

  /** Id of the process. */
  public static final String KEY = "order-process";

  /** Variable: the order's id, which is the business key too. */
  public static final String ORDER_ID = "orderId";

  /** Variable set by the model: a new value is the order's new status. */
  public static final String OUTCOME = "outcome";

  /** Variable: what the order costs, in minor units. */
  public static final String TOTAL_AMOUNT = "totalAmount";

  /** Variable: the code of the refusal that ended the order. */
  public static final String FAILURE_REASON = "failureReason";

  /** Variable: the refusal in a sentence for the customer. */
  public static final String FAILURE_MESSAGE = "failureMessage";

  /** Local variable that a worker reports with a finished step. */
  public static final String RECEIPT = "receipt";

  /** Id of the task at which a reviewer decides. */
  public static final String REVIEW = "ReviewOrder";

  /** Topic of the task that asks the carrier to take a shipment back, and may be refused. */
  public static final String SHIPPING_CANCEL = "shipping.cancel";

  private OrderProcess() {}
}

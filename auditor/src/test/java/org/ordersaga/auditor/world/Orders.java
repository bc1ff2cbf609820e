package org.ordersaga.auditor.world;

import static org.ordersaga.auditor.source.Database.INVENTORY;
import static org.ordersaga.auditor.source.Database.ORDERS;
import static org.ordersaga.auditor.source.Database.PAYMENTS;

/** One order of every outcome, named after it. */
public final class Orders {

  private Orders() {}

  /** Orders that are at rest. */
  public static void atRest(World world) {
    waiting(world, "confirmed");
    waiting(world, "reminded").told("REMINDER-1", "REMINDER").told("REMINDER-2", "REMINDER");
    waiting(world, "delivered").delivered();
    Order.accepted(world, "invalid")
        .refused(ORDERS, "order.create")
        .closed("REJECTED", "ORDER_INVALID");
    Order.accepted(world, "outofstock")
        .created()
        .refused(INVENTORY, "inventory.reserve")
        .closed("REJECTED", "OUT_OF_STOCK");
    Order.accepted(world, "declined")
        .created()
        .reserved()
        .declined()
        .released()
        .closed("REJECTED", "PAYMENT_DECLINED");
    Order.accepted(world, "unavailable")
        .created()
        .reserved()
        .charging("GIVEN_UP")
        .voided()
        .released()
        .closed("REJECTED", "PAYMENT_UNAVAILABLE");
    Order.accepted(world, "settled")
        .created()
        .reserved()
        .charging("GIVEN_UP")
        .undoneWithoutAnswer()
        .released()
        .closed("REJECTED", "PAYMENT_UNAVAILABLE")
        .settled();
    Order.accepted(world, "unserved")
        .created()
        .reserved()
        .charged()
        .shippingRejected()
        .refunded()
        .released()
        .closed("REJECTED", "SHIPPING_REJECTED");
    Order.accepted(world, "nevercreated")
        .message("CANCELLATION", "APPLIED")
        .cancellation("DONE")
        .closed("CANCELLED", "CANCELLED");
    Order.accepted(world, "givenup")
        .created()
        .message("GIVE_UP", "APPLIED")
        .tombstone(INVENTORY, "inventory.reserve", "inventory.release")
        .closed("REJECTED", "GIVEN_UP");
    Order.accepted(world, "expired")
        .created()
        .reserved()
        .tombstone(PAYMENTS, "payment.charge", "payment.refund")
        .released()
        .closed("REJECTED", "EXPIRED");
    waiting(world, "cancelled")
        .message("CANCELLATION", "APPLIED")
        .leavesTheWait()
        .shipmentCancelled()
        .uncommitted()
        .refunded()
        .released()
        .cancellation("DONE")
        .closed("CANCELLED", "CANCELLED");
    waiting(world, "kept")
        .message("CANCELLATION", "APPLIED")
        .cancellation("REFUSED")
        .told("CANCELLATION_REFUSED", "CANCELLATION_REFUSED");
    Order.accepted(world, "afterall")
        .created()
        .reserved()
        .charged()
        .bookedAfterAll()
        .committed()
        .confirmed();
    Order.accepted(world, "olderkept")
        .created()
        .reserved()
        .charged()
        .keptInDoubt()
        .committed()
        .confirmed();
    waiting(world, "toolate")
        .delivered()
        .message("CANCELLATION", "REFUSED")
        .cancellation("REFUSED");
  }

  /** An order that is on its way to its customer. */
  public static Order waiting(World world, String id) {
    return Order.accepted(world, id)
        .created()
        .reserved()
        .charged()
        .booked()
        .committed()
        .confirmed();
  }

  /** Orders that were ended past their pivot, and undone as it should be. */
  public static void endedPastThePivot(World world) {
    undone(Order.accepted(world, "toolatetoreject").created().reserved().charged().booked())
        .closed("REJECTED", "EXPIRED");
    undone(
            Order.accepted(world, "toolatetocancel")
                .created()
                .message("CANCELLATION", "APPLIED")
                .reserved()
                .charged()
                .booked())
        .cancellation("DONE")
        .closed("CANCELLED", "CANCELLED");
    undone(
            Order.accepted(world, "toolateafterall")
                .created()
                .reserved()
                .charged()
                .booked()
                .committed()
                .forgetsBooking())
        .closed("REJECTED", "GIVEN_UP");
  }

  /** Orders in which operators declared something done by hand; all are at rest. */
  public static void byHand(World world) {
    Order.accepted(world, "paidback")
        .created()
        .reserved()
        .charged()
        .shippingRejected()
        .refundedByHand()
        .released()
        .closed("REJECTED", "SHIPPING_REJECTED");
    waiting(world, "calledoff")
        .message("CANCELLATION", "APPLIED")
        .leavesTheWait()
        .shipmentCancelledByHand()
        .uncommitted()
        .refunded()
        .releasedByHand()
        .cancellation("DONE")
        .closed("CANCELLED", "CANCELLED");
    Order.accepted(world, "agreed")
        .created()
        .reserved()
        .charging("GIVEN_UP")
        .undoneWithoutAnswer()
        .released()
        .closed("REJECTED", "PAYMENT_UNAVAILABLE")
        .settlementAccepted();
    waiting(world, "toldagain").toldAgain("CONFIRMED");
  }

  private static Order undone(Order order) {
    return order.shipmentCancelled().uncommittedIfCommitted().refunded().released();
  }

  /** Orders that are not at rest; the last two need an operator. */
  public static void inMotion(World world) {
    Order.accepted(world, "paying")
        .created()
        .reserved()
        .charging("INTENDED")
        .captured()
        .standsAt("ChargePayment", "payment.charge");
    Order.accepted(world, "settling")
        .created()
        .reserved()
        .charging("GIVEN_UP")
        .undoneWithoutAnswer()
        .released()
        .closed("REJECTED", "PAYMENT_UNAVAILABLE");
    Order.accepted(world, "refunding")
        .created()
        .reserved()
        .charged()
        .shippingRejected()
        .standsAt("RefundPayment", "payment.refund");
    Order.accepted(world, "stuck")
        .created()
        .standsAt("ReserveInventory", "inventory.reserve")
        .incident("ReserveInventory");
    waiting(world, "mailing")
        .standsAt("RemindOfDelivery", "notification.send")
        .incident("RemindOfDelivery");
  }

  /** An order that was cancelled before anything was done for it comes to its end. */
  public static void closes(World world, String id) {
    Order.of(world, id)
        .message("CANCELLATION", "APPLIED")
        .cancellation("DONE")
        .closed("CANCELLED", "CANCELLED");
  }
}

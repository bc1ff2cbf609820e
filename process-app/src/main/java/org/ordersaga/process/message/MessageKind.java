package org.ordersaga.process.message;

import java.util.Optional;
import org.ordersaga.process.stop.StopCode;

/** What the outside world can tell an order. */
public enum MessageKind {
  /** The parcel was delivered. */
  DELIVERY("DELIVERED", null),
  /** The customer wants to cancel. */
  CANCELLATION("CANCELLATION_REQUESTED", StopCode.CANCELLED),
  /** An operator gives the order up. */
  GIVE_UP(null, StopCode.GIVEN_UP);

  private final String messageName;
  private final StopCode stopCode;

  MessageKind(String messageName, StopCode stopCode) {
    this.messageName = messageName;
    this.stopCode = stopCode;
  }

  /** Its name in the model, if the process can wait for it. */
  Optional<String> messageName() {
    return Optional.ofNullable(messageName);
  }

  /** The code with which it ends a step that nobody waits at, if it may. */
  Optional<StopCode> stopCode() {
    return Optional.ofNullable(stopCode);
  }
}

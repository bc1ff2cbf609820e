package org.ordersaga.worker.step;

/**
 * Evidence of what a step did, shown in the order's timeline. An output record that has a component
 * of this type reports it with the result; it does not become a process variable of the order.
 *
 * @param reference the id that the service or the provider gave it, for example a charge's id
 * @param amount money moved in minor units, or null where none was
 * @param currency ISO 4217 code of the amount, or null
 */
public record Receipt(String reference, Long amount, String currency) {

  /** A receipt without money. */
  public static Receipt of(String reference) {
    return new Receipt(reference, null, null);
  }
}

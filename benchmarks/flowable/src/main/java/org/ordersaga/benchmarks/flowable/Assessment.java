package org.ordersaga.benchmarks.flowable;

import org.springframework.stereotype.Component;

/**
 * What the product's decision table says, as code: Flowable's tables know other expressions. It
 * costs less than a table.
 */
@Component("assessment")
public class Assessment {

  private static final long TOO_LARGE = 1_000_000;
  private static final long LARGE = 500_000;
  private static final long LARGE_FOR_NEW = 50_000;
  private static final int MANY = 200;
  private static final int MANY_FOR_NEW = 20;

  /** Accept, review or refuse. */
  public String of(Number total, Boolean newCustomer, Number units) {
    if (total.longValue() >= TOO_LARGE) {
      return "refuse";
    }
    boolean large = total.longValue() >= (newCustomer ? LARGE_FOR_NEW : LARGE);
    boolean many = units.intValue() > (newCustomer ? MANY_FOR_NEW : MANY);
    return large || many ? "review" : "accept";
  }
}

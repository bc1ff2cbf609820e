package org.ordersaga.sandbox.faults;

import java.util.random.RandomGenerator;

/**
 * How often what goes wrong, in this order: the next {@code failNext} requests fail, then the next
 * {@code loseNextReply} lose their reply, then chance decides by the rates, which together are at
 * most 1. Every request takes {@code delayMillis} longer.
 *
 * @param failWith the status of those that fail, HTTP or SMTP; null for the usual one
 * @param seed of the chance: the same seed gives the same faults to the same sequence of requests
 */
record FaultPlan(
    String target,
    double errorRate,
    double timeoutRate,
    double lostReplyRate,
    long delayMillis,
    long failNext,
    long loseNextReply,
    Long failWith,
    long seed) {

  static FaultPlan none(Target target) {
    return new FaultPlan(target.json(), 0, 0, 0, 0, 0, 0, null, 0);
  }

  /** What the next request meets. */
  Fault next(RandomGenerator chance) {
    if (failNext > 0) {
      return Fault.FAIL;
    }
    if (loseNextReply > 0) {
      return Fault.LOSE_REPLY;
    }
    // Always one draw, so that a sequence does not depend on how the rates are split.
    double draw = chance.nextDouble();
    if (draw < errorRate) {
      return Fault.FAIL;
    }
    if (draw < errorRate + timeoutRate) {
      return Fault.HOLD;
    }
    return draw < errorRate + timeoutRate + lostReplyRate ? Fault.LOSE_REPLY : Fault.NONE;
  }

  /** What is left of the plan once a request has been met. */
  FaultPlan rest() {
    return new FaultPlan(
        target,
        errorRate,
        timeoutRate,
        lostReplyRate,
        delayMillis,
        failNext > 0 ? failNext - 1 : 0,
        failNext == 0 && loseNextReply > 0 ? loseNextReply - 1 : loseNextReply,
        failWith,
        seed);
  }
}

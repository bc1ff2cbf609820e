package org.ordersaga.sandbox.faults;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The faults that are wished for at the moment. In memory: they belong to a test, and a restart
 * ends them.
 */
@Component
public class Faults {

  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  /**
   * What one request meets.
   *
   * @param delay how much longer it takes
   * @param failWith the status that was wished for a failure, or null
   */
  public record Encounter(Fault fault, Duration delay, Long failWith) {

    /** The status of a failure. */
    public int status(int usual) {
      return failWith == null ? usual : failWith.intValue();
    }
  }

  private record Current(FaultPlan plan, Random chance) {}

  private final Map<Target, Current> current = new EnumMap<>(Target.class);
  private final Duration hold;

  Faults(@Value("${ordersaga.faults.hold}") Duration hold) {
    this.hold = hold;
    clear();
  }

  /** How long a request is held that is never answered. */
  public Duration hold() {
    return hold;
  }

  /** What the next request to this target meets. Each call counts as one request. */
  public synchronized Encounter next(Target target) {
    Current now = current.get(target);
    Fault fault = now.plan().next(now.chance());
    current.put(target, new Current(now.plan().rest(), now.chance()));
    return new Encounter(fault, Duration.ofMillis(now.plan().delayMillis()), now.plan().failWith());
  }

  synchronized FaultPlan set(Target target, FaultPlan plan) {
    LOG.info("Faults set: {}", plan);
    current.put(target, new Current(plan, new Random(plan.seed())));
    return plan;
  }

  synchronized List<FaultPlan> all() {
    return current.values().stream().map(Current::plan).toList();
  }

  final synchronized void clear() {
    for (Target target : Target.values()) {
      current.put(target, new Current(FaultPlan.none(target), new Random(0)));
    }
  }
}

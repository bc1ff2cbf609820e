package org.ordersaga.worker.engine;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.ordersaga.worker.catalogue.StepDefinition;
import org.ordersaga.worker.provider.Condition;
import org.ordersaga.worker.provider.Provider;
import org.ordersaga.worker.step.RemoteStep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves the tasks of a step at the engine while its outside is down, and tells how many wait. A
 * worker has one outside: with more than one, the number is that of all its steps that call one.
 */
final class OutsideWatch {

  private static final Logger LOG = LoggerFactory.getLogger(OutsideWatch.class);

  /** A look costs nothing; only the count asks the engine. */
  private static final long LOOK_MILLIS = 100;

  private static final Duration COUNT_EVERY = Duration.ofSeconds(5);

  private final Map<StepDefinition, RemoteStep<?, ?, ?>> steps;
  private final List<Provider> providers;
  private final WaitingTasks tasks;
  private final List<String> topics;
  private final RetryPace retries;
  private final Map<String, Condition> conditions = new HashMap<>();
  private final Set<StepDefinition> leftOut = new HashSet<>();
  private final ScheduledExecutorService scheduler =
      new ScheduledThreadPoolExecutor(
          1,
          work -> {
            Thread thread = new Thread(work, "outside-watch");
            thread.setDaemon(true);
            return thread;
          });
  private FetchedTopics fetched;
  private long counted;
  private volatile Long waiting = 0L;

  OutsideWatch(
      Map<StepDefinition, RemoteStep<?, ?, ?>> steps,
      List<Provider> providers,
      WaitingTasks tasks,
      RetryPace retries,
      MeterRegistry meters) {
    this.steps = steps;
    this.providers = providers;
    this.tasks = tasks;
    this.topics = steps.keySet().stream().map(StepDefinition::topic).sorted().toList();
    this.retries = retries;
    for (Provider provider : providers) {
      conditions.put(provider.name(), provider.condition());
      Gauge.builder("ordersaga.provider.waiting", () -> number(waiting(provider)))
          .description("Orders that wait for a provider that is down; NaN if the engine is too")
          .tag("name", provider.name())
          .register(meters);
    }
  }

  void start(FetchedTopics fetchedTopics) {
    fetched = fetchedTopics;
    scheduler.scheduleWithFixedDelay(
        this::lookSafely, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  void stop() {
    scheduler.shutdownNow();
  }

  /** How many orders wait for it: 0 while it works, null if the engine did not tell. */
  Long waiting(Provider provider) {
    return provider.condition().isGood() ? Long.valueOf(0) : waiting;
  }

  private static double number(Long value) {
    return value == null ? Double.NaN : value;
  }

  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException e) {
      // It would never look again.
      LOG.error("Could not look after the providers, will try again.", e);
    }
  }

  private void look() {
    steps.forEach(this::fetchOrLeave);
    Map<Provider, Condition> changed = changed();
    boolean stale = System.nanoTime() - counted > COUNT_EVERY.toNanos();
    boolean anyDown = providers.stream().anyMatch(provider -> !provider.condition().isGood());
    if (!changed.isEmpty() || (anyDown && stale)) {
      waiting = tasks.count(topics);
      counted = System.nanoTime();
    }
    changed.forEach(this::log);
  }

  private void fetchOrLeave(StepDefinition step, RemoteStep<?, ?, ?> bean) {
    boolean available = bean.isAvailable();
    if (!available && leftOut.add(step)) {
      fetched.remove(step);
    } else if (available && leftOut.remove(step)) {
      fetched.add(step);
      // The other client may wait at the engine, without this topic, for seconds.
      retries.expect(Duration.ZERO);
    }
  }

  private Map<Provider, Condition> changed() {
    Map<Provider, Condition> changed = new HashMap<>();
    for (Provider provider : providers) {
      Condition now = provider.condition();
      Condition before = conditions.put(provider.name(), now);
      if (!now.state().equals(before.state())) {
        changed.put(provider, before);
      }
    }
    return changed;
  }

  private void log(Provider provider, Condition before) {
    Condition now = conditions.get(provider.name());
    String waits = waiting == null ? "an unknown number of" : waiting.toString();
    Duration was = Duration.between(before.since(), now.since()).truncatedTo(ChronoUnit.SECONDS);
    switch (now.state()) {
      case "CLOSED" ->
          LOG.info("The {} is up again; {} orders wait at {}.", provider.name(), waits, topics);
      case "HALF_OPEN" ->
          LOG.info(
              "The {} is tried again after {}; {} orders wait at {}.",
              provider.name(),
              was,
              waits,
              topics);
      default ->
          LOG.warn(
              "PROVIDER_DOWN: the {} is down ({}); {} orders wait at {} and use up no retry.",
              provider.name(),
              now.problem(),
              waits,
              topics);
    }
  }
}

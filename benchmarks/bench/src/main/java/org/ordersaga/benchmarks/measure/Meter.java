package org.ordersaga.benchmarks.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.ordersaga.benchmarks.contender.Contender;
import org.ordersaga.benchmarks.process.Commands;
import org.ordersaga.benchmarks.process.Group;

/**
 * Places orders with one contender and looks what comes of it. In between, the contender is frozen:
 * it takes nothing from others, and its counters stand still while they are read.
 */
public final class Meter {

  private static final int CLIENTS = 16;
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final Duration SETTLE = Duration.ofSeconds(60);
  private static final Duration STATISTICS_DELAY = Duration.ofMillis(10_500);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration AT_ONCE = Duration.ofSeconds(2);
  private static final int CALM = 3;

  private static final AtomicInteger SERIES = new AtomicInteger();

  private final Contender contender;
  private long frozenAt;
  private Counts counts;
  private Map<String, Double> cpu;

  /** A meter for one contender, which has been started. */
  public Meter(Contender contender) {
    this.contender = contender;
  }

  /** Places so many orders and forgets them: compilers and caches are warm then. */
  public void warmUp(int orders) {
    String series = series("warm");
    place(series, orders);
    awaitDone(series, orders);
    freeze();
  }

  /** Places orders as fast as they are accepted. */
  public Flood flood(int orders, Duration delay) {
    look();
    int calls = wake(delay);
    String series = series("flood");
    double begin = now();
    place(series, orders);
    awaitDone(series, orders);
    Map<String, Double> megabytes = new LinkedHashMap<>();
    contender.groups().forEach(group -> megabytes.put(group.name(), group.megabytes()));
    Look look = stop();
    double end =
        contender.confirmations(series).values().stream().mapToDouble(at -> at).max().orElseThrow();
    double each = 1.0 / (orders + calls);
    return new Flood(
        orders,
        orders * 1000 / (end - begin),
        each(look.cpu(), each),
        megabytes,
        look.counts().times(each));
  }

  /** What the databases do in a second without any order. */
  public Counts idlePerSecond() {
    look();
    thaw();
    Commands.pause(IDLE);
    return stop().counts().times(1.0 / IDLE.toSeconds());
  }

  /**
   * Places so many orders at a steady pace, whether or not the ones before are confirmed.
   *
   * @param idlePerSecond is taken off what is counted
   */
  public Pace pace(double perSecond, int orders, Counts idlePerSecond) {
    look();
    double thawed = now();
    int calls = wake(Duration.ZERO);
    String series = series("pace");
    Map<String, Double> begun = new ConcurrentHashMap<>();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    double begin = now();
    List<Future<?>> starts = new ArrayList<>();
    for (int i = 0; i < orders; i++) {
      String id = series + "-" + i;
      // A client that comes late, because all were busy, does not shorten the order's time.
      double due = begin + i * 1000 / perSecond;
      Commands.pause(Duration.ofMillis(Math.max(0, Math.round(due - now()))));
      begun.put(id, due);
      starts.add(clients.submit(() -> contender.place(id)));
    }
    finish(clients, starts);
    awaitDone(series, orders);
    double seconds = (now() - thawed) / 1000;
    Look look = stop();
    Map<String, Double> confirmed = contender.confirmations(series);
    List<Double> millis = new ArrayList<>();
    begun.forEach((id, at) -> millis.add(confirmed.get(id) - at));
    return new Pace(
        perSecond,
        millis,
        look.counts().minus(idlePerSecond.times(seconds)).times(1.0 / (orders + calls)));
  }

  private record Look(Counts counts, Map<String, Double> cpu) {}

  /**
   * Thaws it, and calls until it confirms an order at once, as before it was frozen.
   *
   * @return orders that this took; they are counted with the others
   */
  private int wake(Duration delay) {
    thaw();
    contender.delay(delay);
    long end = System.nanoTime() + SETTLE.toNanos();
    int calls = 0;
    // A slow contender never gets quick: then its measured orders follow all the same.
    for (int quick = 0; quick < CALM && System.nanoTime() < end; calls++) {
      String series = series("wake");
      double begin = now();
      place(series, 1);
      awaitDone(series, 1);
      quick = now() - begin < AT_ONCE.toMillis() ? quick + 1 : 0;
    }
    return calls;
  }

  private Look stop() {
    freeze();
    Counts countsBefore = counts;
    Map<String, Double> cpuBefore = cpu;
    look();
    Map<String, Double> used = new LinkedHashMap<>();
    cpu.forEach((group, millis) -> used.put(group, millis - cpuBefore.get(group)));
    return new Look(counts.minus(countsBefore), used);
  }

  /** Reads the counters of the frozen contender, once its connections have told theirs. */
  private void look() {
    Commands.pause(
        Duration.ofNanos(Math.max(0, frozenAt + STATISTICS_DELAY.toNanos() - System.nanoTime())));
    counts = Counts.of(contender);
    cpu = new LinkedHashMap<>();
    for (Group group : contender.groups()) {
      cpu.put(group.name(), group.cpuMillis());
    }
  }

  /** Has it go on for good, for others to look at. */
  public void thaw() {
    contender.thaw();
  }

  /** Has it stand still. */
  public void freeze() {
    contender.freeze();
    frozenAt = System.nanoTime();
  }

  private void place(String series, int orders) {
    ExecutorService clients = Executors.newFixedThreadPool(Math.min(CLIENTS, orders));
    List<Future<?>> starts = new ArrayList<>();
    for (int i = 0; i < orders; i++) {
      String id = series + "-" + i;
      starts.add(clients.submit(() -> contender.place(id)));
    }
    finish(clients, starts);
  }

  private static void finish(ExecutorService clients, List<Future<?>> starts) {
    clients.shutdown();
    try {
      for (Future<?> start : starts) {
        start.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Until all are confirmed and all customers know. */
  private void awaitDone(String series, int orders) {
    Duration look = orders == 1 ? Duration.ofMillis(50) : LOOK;
    Commands.await(
        orders + " orders confirmed by " + contender.name(),
        LIMIT,
        look,
        () -> contender.confirmed(series) == orders && contender.notified(series) == orders);
  }

  private static Map<String, Double> each(Map<String, Double> values, double factor) {
    Map<String, Double> each = new LinkedHashMap<>();
    values.forEach((name, value) -> each.put(name, value * factor));
    return each;
  }

  private static String series(String kind) {
    return kind + SERIES.incrementAndGet();
  }

  private static double now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1000.0 + now.getNano() / 1e6;
  }
}

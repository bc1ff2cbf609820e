package org.ordersaga.system.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How many of what, and with which model.
 *
 * @param engines nodes of the engine
 * @param workers of each kind; a kind that is not named has one
 * @param quick whether locks and retries are short, so that what waits for them fits into a run
 * @param secondClockAhead whether the second engine's clock is a minute ahead
 * @param smallDisk whether the databases are on a file system that can be filled
 */
record Shape(
    int engines,
    Map<Service, Integer> workers,
    boolean quick,
    boolean secondClockAhead,
    boolean smallDisk) {

  private static final Map<Service, Integer> PAIRS =
      Map.of(Service.INVENTORY, 2, Service.PAYMENT, 2);

  /** One engine, and two workers where tasks are to be delivered to two at once. */
  static Shape oneNode(boolean quick, boolean smallDisk) {
    return new Shape(1, PAIRS, quick, false, smallDisk);
  }

  /** Two engines and two of every worker. */
  static Shape twoNodes() {
    Map<Service, Integer> two = new EnumMap<>(Service.class);
    Service.WORKERS.forEach(worker -> two.put(worker, 2));
    return new Shape(2, two, true, true, false);
  }

  int count(Service service) {
    return switch (service) {
      case SANDBOX -> 1;
      case ENGINE -> engines;
      default -> workers.getOrDefault(service, 1);
    };
  }

  /** The library that changes a process's clock, where it is installed. */
  static Optional<Path> clockLibrary() {
    return Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64")
        .map(folder -> Path.of(folder, "faketime/libfaketimeMT.so.1"))
        .filter(Files::exists)
        .findFirst();
  }

  @Override
  public String toString() {
    return "%d engine(s), workers %s, %s model"
        .formatted(
            engines,
            Service.WORKERS.stream().map(worker -> String.valueOf(count(worker))).toList(),
            quick ? "quick" : "released");
  }
}

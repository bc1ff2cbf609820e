package org.ordersaga.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.ordersaga.benchmarks.process.PostgresServer;

/** What a run was made on. */
final class Machine {

  private Machine() {}

  static Map<String, String> describe(PostgresServer postgres) {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put(
        "machine",
        "%d cores, %s, %s memory, %s %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                first("/proc/cpuinfo", "model name"),
                first("/proc/meminfo", "MemTotal"),
                System.getProperty("os.name"),
                System.getProperty("os.version")));
    machine.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    machine.put(
        "postgresql",
        postgres.query("postgres", "select version() v").get(0).get("v")
            + "; "
            + PostgresServer.SETTINGS);
    machine.put("load before the run", load());
    return machine;
  }

  /** Of the last minute. More than a little means that others were at work too. */
  static String load() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return String.format(Locale.ROOT, "%.1f", load);
  }

  private static String first(String file, String key) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}

package org.ordersaga.local;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what runs; ends with 0 when all of it is healthy, else with 3. */
@Command(
    name = "status",
    description = "Show what runs: 0 when all is healthy, else 3.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

  private static final int NOT_HEALTHY = 3;
  private static final String ROW = "%-20s %8s %6s  %-8s %10s %9s%n";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Settings settings = Launcher.settings();
    DataFolder data = settings.data();
    PrintWriter out = spec.commandLine().getOut();
    if (DataLock.holder(data).isEmpty()) {
      out.println("Order Saga is not running from " + data.root() + ".");
      List<Leftovers.Leftover> leftovers = Leftovers.find(data);
      if (!leftovers.isEmpty()) {
        out.printf(
            "A killed launcher left these running: %s; \"./start stop\" stops them.%n",
            Instance.names(leftovers));
      }
      return NOT_HEALTHY;
    }
    Secrets secrets = Secrets.ofRunning(settings);
    List<RunState.Entry> processes = RunState.read(data).map(RunState::processes).orElse(List.of());
    out.printf(ROW, "NAME", "PID", "PORT", "HEALTH", "UPTIME", "RESTARTS");
    boolean allHealthy = processes.size() >= Service.values().length;
    for (RunState.Entry process : processes) {
      Optional<Instant> startedAt =
          ProcessHandle.of(process.pid()).flatMap(handle -> handle.info().startInstant());
      boolean healthy = isHealthy(process, secrets);
      allHealthy &= healthy;
      out.printf(
          ROW,
          process.name(),
          process.pid() == 0 ? "-" : process.pid(),
          process.port(),
          healthy ? "UP" : process.pid() == 0 ? "DEAD" : "DOWN",
          startedAt.map(StatusCommand::since).orElse("-"),
          process.restarts());
    }
    return allHealthy ? 0 : NOT_HEALTHY;
  }

  private static boolean isHealthy(RunState.Entry process, Secrets secrets) {
    return process.name().equals(Postgres.NAME)
        ? Postgres.isHealthy(process.port(), secrets)
        : Health.isUp(process.port());
  }

  private static String since(Instant startedAt) {
    Duration uptime = Duration.between(startedAt, Instant.now());
    return uptime.toHours() > 0
        ? "%d h %d m".formatted(uptime.toHours(), uptime.toMinutesPart())
        : "%d m %d s".formatted(uptime.toMinutes(), uptime.toSecondsPart());
  }
}

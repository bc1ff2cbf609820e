package org.ordersaga.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Processes whose launcher was killed. They are known by what their own command line says, so that
 * no stranger is ever taken for one, whatever process numbers the system gives out again.
 */
final class Leftovers {

  /** A process and the name it was started under. */
  record Leftover(String name, ProcessHandle handle) {}

  private Leftovers() {}

  /** What runs on a data folder, PostgreSQL last. */
  static List<Leftover> find(DataFolder data) {
    List<Leftover> found = new ArrayList<>();
    ProcessHandle.allProcesses()
        .forEach(handle -> name(handle, data).ifPresent(n -> found.add(new Leftover(n, handle))));
    Postgres.find(data).ifPresent(handle -> found.add(new Leftover(Postgres.NAME, handle)));
    return found;
  }

  private static Optional<String> name(ProcessHandle handle, DataFolder data) {
    List<String> arguments = handle.info().arguments().map(List::of).orElse(List.of());
    if (!arguments.contains(JavaService.DATA_MARK + data.root())) {
      return Optional.empty();
    }
    return arguments.stream()
        .filter(argument -> argument.startsWith(JavaService.NAME_MARK))
        .map(argument -> argument.substring(JavaService.NAME_MARK.length()))
        .findFirst();
  }

  /** Stops what {@link #find} found. */
  static void stop(List<Leftover> leftovers) {
    List<ProcessHandle> services =
        leftovers.stream()
            .filter(leftover -> !leftover.name().equals(Postgres.NAME))
            .map(Leftover::handle)
            .toList();
    services.forEach(ProcessHandle::destroy);
    services.forEach(handle -> Processes.terminate(handle, JavaService.PATIENCE));
    leftovers.stream()
        .filter(leftover -> leftover.name().equals(Postgres.NAME))
        .forEach(leftover -> Postgres.stopServer(leftover.handle()));
  }
}

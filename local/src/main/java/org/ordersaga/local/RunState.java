package org.ordersaga.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** What runs, written by the launcher for {@code ./start status} in another terminal. */
record RunState(List<Entry> processes) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One process; {@code pid} is 0 while it is not running. */
  record Entry(String name, long pid, int port, int restarts) {}

  /** The port of a process, if it is one of these. */
  Optional<Integer> port(String name) {
    return processes.stream()
        .filter(process -> process.name().equals(name))
        .map(Entry::port)
        .findFirst();
  }

  void write(DataFolder data) {
    try {
      DataFolder.write(data.running(), JSON.writeValueAsBytes(this));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + data.running(), e);
    }
  }

  static Optional<RunState> read(DataFolder data) {
    try {
      return Files.exists(data.running())
          ? Optional.of(JSON.readValue(data.running().toFile(), RunState.class))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}

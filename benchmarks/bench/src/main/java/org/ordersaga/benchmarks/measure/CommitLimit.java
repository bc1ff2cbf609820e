package org.ordersaga.benchmarks.measure;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ordersaga.benchmarks.process.PostgresServer;

/**
 * How many durable transactions this machine's PostgreSQL commits in a second, each the update of
 * one row, on as many connections as an engine's pool has. What pgbench would do; the embedded
 * PostgreSQL comes without it.
 */
public final class CommitLimit {

  private static final int CONNECTIONS = 10;

  private final PostgresServer postgres;

  /** Makes the rows. */
  public CommitLimit(PostgresServer postgres) {
    this.postgres = postgres;
    postgres.execute(
        "postgres",
        """
        create table account as select id, 0 as balance from generate_series(1, 10000) id;
        alter table account add primary key (id)
        """);
  }

  /** Commits in a second. */
  public double measure(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
    List<Future<Long>> counts = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      int first = i * 1000;
      counts.add(clients.submit(() -> commitUntil(end, first)));
    }
    clients.shutdown();
    try {
      long commits = 0;
      for (Future<Long> count : counts) {
        commits += count.get();
      }
      return commits * 1000.0 / duration.toMillis();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private long commitUntil(long end, int first) throws SQLException {
    try (Connection connection = postgres.connect("postgres");
        PreparedStatement update =
            connection.prepareStatement("update account set balance = balance + 1 where id = ?")) {
      long commits = 0;
      while (System.nanoTime() < end) {
        update.setLong(1, first + commits % 1000 + 1);
        update.executeUpdate();
        commits++;
      }
      return commits;
    }
  }
}

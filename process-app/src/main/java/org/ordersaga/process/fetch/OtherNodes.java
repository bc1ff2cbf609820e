package org.ordersaga.process.fetch;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.stereotype.Component;

/**
 * Wakes the workers that wait at the other nodes on the same database, by PostgreSQL's {@code
 * NOTIFY}. A node tells only while another one listens, and never within the engine's transactions,
 * because commits with a {@code NOTIFY} queue up; what gathers meanwhile goes in one message. A
 * message that is lost costs a worker no more than the rest of its waiting time.
 */
@Component
class OtherNodes {

  private static final Logger LOG = LoggerFactory.getLogger(OtherNodes.class);
  private static final String CHANNEL = "ordersaga_external_tasks";
  private static final int LOOK_FOR_OTHERS_MILLIS = 2_000;
  private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(5);

  private static final String LISTENERS =
      """
      select count(*) from pg_stat_activity
      where datname = current_database() and application_name = '%s' and pid <> pg_backend_pid()
      """
          .formatted(CHANNEL);

  private final String node = UUID.randomUUID().toString();
  private final BlockingQueue<String> untold = new LinkedBlockingQueue<>();
  private final Consumer<Collection<String>> listener = this::queue;
  private final Thread hearing = new Thread(() -> keepOn(this::hear), "other-nodes-hear");
  private final Thread telling = new Thread(() -> keepOn(this::tell), "other-nodes-tell");

  private final JdbcTemplate jdbc;
  private final DataSource unpooled;
  private volatile boolean running = true;
  private volatile boolean others;
  private volatile Connection listening;

  OtherNodes(DataSource dataSource) {
    this.jdbc = new JdbcTemplate(dataSource);
    // A connection that listens does not come back to the pool.
    this.unpooled =
        DataSourceBuilder.derivedFrom(dataSource).type(SimpleDriverDataSource.class).build();
  }

  @PostConstruct
  void start() {
    TaskSignals.onOwn(listener);
    hearing.setDaemon(true);
    telling.setDaemon(true);
    hearing.start();
    telling.start();
  }

  @PreDestroy
  void stop() throws InterruptedException, SQLException {
    TaskSignals.remove(listener);
    running = false;
    telling.interrupt();
    Connection open = listening;
    if (open != null) {
      // Ends the waiting for the next message at once.
      open.abort(Runnable::run);
    }
    telling.join();
    hearing.join();
  }

  /** Whether another node listened when this one looked last, at most two seconds ago. */
  boolean areThere() {
    return others;
  }

  private void queue(Collection<String> topics) {
    if (others) {
      untold.addAll(topics);
    }
  }

  private interface Work {
    void go() throws SQLException, InterruptedException;
  }

  private void keepOn(Work work) {
    while (running) {
      try {
        work.go();
      } catch (SQLException | DataAccessException e) {
        pauseAfter(e);
      } catch (InterruptedException e) {
        // Only stop() interrupts, and the loop sees it.
      }
    }
  }

  private void pauseAfter(Exception problem) {
    if (!running) {
      return;
    }
    LOG.warn(
        "No word from or to other nodes: {}. Workers that wait there are served later; trying on",
        problem.getMessage());
    try {
      Thread.sleep(BEFORE_NEXT_TRY.toMillis());
    } catch (InterruptedException e) {
      // Only stop() interrupts, and the loop sees it.
    }
  }

  private void tell() throws InterruptedException {
    Set<String> topics = new TreeSet<>();
    topics.add(untold.take());
    untold.drainTo(topics);
    jdbc.query("select pg_notify(?, ?)", row -> {}, CHANNEL, node + ":" + String.join(",", topics));
  }

  private void hear() throws SQLException {
    try (Connection connection = unpooled.getConnection();
        Statement statement = connection.createStatement()) {
      listening = connection;
      statement.execute("set application_name = '" + CHANNEL + "'");
      statement.execute("listen " + CHANNEL);
      // Tasks may have come while nobody listened.
      TaskSignals.others(Set.of(TaskSignals.ANY));
      others = count(statement) > 0;
      while (running) {
        PGNotification[] heard =
            connection.unwrap(PGConnection.class).getNotifications(LOOK_FOR_OTHERS_MILLIS);
        if (heard == null || heard.length == 0) {
          others = count(statement) > 0;
        } else {
          Arrays.stream(heard).map(PGNotification::getParameter).forEach(this::hear);
        }
      }
    } finally {
      others = false;
    }
  }

  private void hear(String message) {
    String[] parts = message.split(":", 2);
    if (parts.length == 2 && !parts[0].equals(node)) {
      TaskSignals.others(Set.of(parts[1].split(",")));
    }
  }

  private static long count(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(LISTENERS)) {
      row.next();
      return row.getLong(1);
    }
  }
}

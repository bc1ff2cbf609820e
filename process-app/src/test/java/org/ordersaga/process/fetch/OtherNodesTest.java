package org.ordersaga.process.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.ProcessAppTest;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.springframework.beans.factory.annotation.Autowired;

/** Two nodes on one database; both in this process, where each hears what the other tells. */
@ProcessAppTest
class OtherNodesTest {

  private static final Set<String> TOPICS = Set.of("test.one", "test.two");

  @Autowired DataSource database;
  @Autowired OtherNodes first;

  private final List<Set<String>> heard = new CopyOnWriteArrayList<>();
  private final Consumer<Collection<String>> listener = topics -> heard.add(Set.copyOf(topics));

  @BeforeEach
  void listen() {
    TaskSignals.onEvery(listener);
  }

  @AfterEach
  void stopListening() {
    TaskSignals.remove(listener);
  }

  @Test
  void aTaskOfOneNodeIsHeardAtTheOther() throws Exception {
    OtherNodes second = new OtherNodes(database);
    second.start();
    try {
      await().until(() -> first.areThere() && second.areThere());
      heard.clear();
      TaskSignals.own(TOPICS);
      // Here itself, at the second from the first, and at the first from the second.
      await()
          .untilAsserted(() -> assertThat(heard).contains(TOPICS).hasSizeGreaterThanOrEqualTo(3));
    } finally {
      second.stop();
    }
    await().until(() -> !first.areThere());
  }

  @Test
  void aNodeTellsNothingWhileItIsAlone() throws Exception {
    await().until(() -> !first.areThere());
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("listen ordersaga_external_tasks");
      TaskSignals.own(TOPICS);
      OtherNodes second = new OtherNodes(database);
      second.start();
      try {
        await().until(() -> first.areThere());
        TaskSignals.own(Set.of("test.later"));
        // A node tells in the order in which it learnt.
        assertThat(next(connection)).isNotEmpty().allMatch(told -> told.endsWith(":test.later"));
      } finally {
        second.stop();
        statement.execute("unlisten *");
      }
    }
  }

  private static List<String> next(Connection connection) throws SQLException {
    return Stream.of(connection.unwrap(PGConnection.class).getNotifications(60_000))
        .map(PGNotification::getParameter)
        .toList();
  }
}

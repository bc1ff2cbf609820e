package org.ordersaga.process.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.test.TestPostgres;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

@ProcessAppTest
@ExtendWith(OutputCaptureExtension.class)
class EnginePlansTest {

  private static final int ORDERS = 10;

  private static final Map<String, String> SETTINGS =
      Map.of("plan_cache_mode", "force_generic_plan", "enable_seqscan", "off", "jit", "off");

  private static final String MADE =
      """
      select name || '=' || setting from pg_settings
       where name in ('plan_cache_mode', 'enable_seqscan', 'jit') and source = 'database user'
      """;

  private static final String[] WANTED =
      SETTINGS.entrySet().stream()
          .map(setting -> setting.getKey() + "=" + setting.getValue())
          .toArray(String[]::new);

  @LocalServerPort int port;
  @Autowired HikariDataSource pool;
  @Autowired JdbcClient jdbc;

  @Test
  void theEnginesConnectionsHaveTheSettings() {
    assertThat(jdbc.sql(MADE).query(String.class).list()).containsExactlyInAnyOrder(WANTED);
  }

  @Test
  void ordersReadNoRuntimeTableFromEndToEnd() {
    Orders orders = new Orders(port);
    orders.placeAndConfirm();
    // The worst that can be known about a table: that it is empty, or nearly so.
    jdbc.sql("analyze").update();
    Map<String, Long> before = sequentialScans();
    List<String> placed = IntStream.range(0, ORDERS).mapToObj(n -> orders.place()).toList();
    placed.forEach(orders::confirm);
    Map<String, Long> scans = sequentialScans();
    scans.replaceAll((table, number) -> number - before.getOrDefault(table, 0L));
    // What the clock has done, and no order, is a look now and then.
    scans.values().removeIf(number -> number < ORDERS);
    assertThat(scans).isEmpty();
  }

  /** Connections tell what they did when they end. */
  private Map<String, Long> sequentialScans() {
    OffsetDateTime now = jdbc.sql("select clock_timestamp()").query(OffsetDateTime.class).single();
    pool.getHikariPoolMXBean().softEvictConnections();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                jdbc.sql(
                        """
                        select count(*) from pg_stat_activity
                         where datname = current_database() and backend_start < ?
                           and application_name <> 'ordersaga_external_tasks'
                        """)
                    .param(now)
                    .query(Integer.class)
                    .single(),
            older -> older == 0);
    Map<String, Long> scans = new TreeMap<>();
    // Jobs that are due are looked for by the clock, and no index of the engine's serves that.
    jdbc.sql(
            """
            select relname, seq_scan from pg_stat_user_tables
             where relname like 'act_ru_%' and relname <> 'act_ru_job'
            """)
        .query((row, number) -> scans.put(row.getString(1), row.getLong(2)))
        .list();
    return scans;
  }

  /** As in production: the role is an ordinary one, and the connections are there already. */
  @Test
  void anOrdinaryRoleMakesThemForItselfAndReopensItsConnections() throws SQLException {
    String url = TestPostgres.createDatabase("plans");
    String database = url.substring(url.lastIndexOf('/') + 1);
    JdbcClient administrator =
        JdbcClient.create(new DriverManagerDataSource(url, TestPostgres.USER, TestPostgres.USER));
    administrator.sql("create role " + database + " login password 'ordinary'").update();
    administrator.sql("alter database %1$s owner to %1$s".formatted(database)).update();
    try (HikariDataSource connections = new HikariDataSource()) {
      connections.setJdbcUrl(url);
      connections.setUsername(database);
      connections.setPassword("ordinary");
      connections.setMaximumPoolSize(3);
      JdbcClient role = JdbcClient.create(connections);
      assertThat(role.sql(MADE).query(String.class).list()).isEmpty();

      migrate(connections);
      assertAllHaveThem(connections);
      OffsetDateTime opened = opened(role);

      migrate(connections);
      assertThat(opened(role)).as("when there is nothing to do, they stay").isEqualTo(opened);

      // What a restored dump brings.
      administrator.sql("alter role %1$s in database %1$s reset all".formatted(database)).update();
      connections.getHikariPoolMXBean().softEvictConnections();
      migrate(connections);
      assertAllHaveThem(connections);
    }
    assertThat(administrator.sql(MADE).query(String.class).list())
        .as("others plan as before")
        .isEmpty();
  }

  /** Where database users are rotated, the login is not the role that owns everything. */
  @Test
  void whoMayNotAlterItsRoleIsWarnedAndStarts(CapturedOutput output) {
    String url = TestPostgres.createDatabase("noplans");
    String database = url.substring(url.lastIndexOf('/') + 1);
    JdbcClient administrator =
        JdbcClient.create(new DriverManagerDataSource(url, TestPostgres.USER, TestPostgres.USER));
    administrator.sql("create role %s_owner".formatted(database)).update();
    administrator
        .sql("create role %1$s login password 'ordinary' in role %1$s_owner".formatted(database))
        .update();
    administrator.sql("alter role %1$s set role = %1$s_owner".formatted(database)).update();
    administrator.sql("alter database %1$s owner to %1$s_owner".formatted(database)).update();
    administrator.sql("grant create on schema public to %s_owner".formatted(database)).update();
    try (HikariDataSource connections = new HikariDataSource()) {
      connections.setJdbcUrl(url);
      connections.setUsername(database);
      connections.setPassword("ordinary");
      connections.setMaximumPoolSize(3);
      migrate(connections);
      assertThat(JdbcClient.create(connections).sql(MADE).query(String.class).list()).isEmpty();
    }
    assertThat(output).contains("an administrator can: alter role");
  }

  private static void migrate(HikariDataSource connections) {
    Flyway.configure()
        .dataSource(connections)
        .callbacks(new EnginePlans(connections))
        .load()
        .migrate();
  }

  private static void assertAllHaveThem(HikariDataSource connections) throws SQLException {
    try (Connection one = connections.getConnection();
        Connection two = connections.getConnection();
        Connection three = connections.getConnection()) {
      for (Connection connection : List.of(one, two, three)) {
        JdbcClient client = JdbcClient.create(new SingleConnectionDataSource(connection, true));
        assertThat(client.sql(MADE).query(String.class).list()).containsExactlyInAnyOrder(WANTED);
      }
    }
  }

  private static OffsetDateTime opened(JdbcClient role) {
    return role.sql("select max(backend_start) from pg_stat_activity where usename = session_user")
        .query(OffsetDateTime.class)
        .single();
  }
}

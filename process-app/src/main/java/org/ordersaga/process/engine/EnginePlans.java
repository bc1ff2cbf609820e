package org.ordersaga.process.engine;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.stereotype.Component;

/**
 * Has PostgreSQL plan the engine's queries for tables that fill and empty all the time: by their
 * indexes, and once for each connection. The settings belong to the role in this database. They are
 * made with the migrations of every start, not by one of them: a restored dump brings none along.
 */
@Component
class EnginePlans implements Callback {

  private static final Logger LOG = LoggerFactory.getLogger(EnginePlans.class);

  /** The first two help together only. */
  private static final Map<String, String> SETTINGS =
      new TreeMap<>(
          Map.of(
              // The engine's queries are the same thousands of times, and so is their best plan.
              "plan_cache_mode", "force_generic_plan",
              // A table that was analysed while it was empty would be read from end to end.
              "enable_seqscan", "off",
              // What has no index is read so all the same, and seems so dear then that
              // PostgreSQL would compile the query first.
              "jit", "off"));

  /** PostgreSQL's code for a lack of privileges. */
  private static final String FORBIDDEN = "42501";

  /** Two nodes that start together must not alter the same role at once. */
  private static final long LOCK = 0x6f72646572706c61L;

  private static final String ALTER =
      "execute format('alter role %%I in database %%I set %s = %%L', session_user,"
          + " current_database(), '%s');";

  private final DataSource dataSource;

  EnginePlans(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.AFTER_MIGRATE;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return false;
  }

  @Override
  public void handle(Event event, Context context) {
    try {
      ensure(context.getConnection());
    } catch (SQLException e) {
      throw new FlywayException("The database role's settings cannot be made", e);
    }
  }

  private void ensure(Connection connection) throws SQLException {
    // A new connection has what the role has.
    if (areMade(connection)) {
      return;
    }
    StringBuilder block = new StringBuilder("do $$ begin perform pg_advisory_xact_lock(");
    block.append(LOCK).append(");");
    SETTINGS.forEach((name, value) -> block.append(ALTER.formatted(name, value)));
    try (Statement statement = connection.createStatement()) {
      statement.execute(block.append(" end $$").toString());
    } catch (SQLException e) {
      if (!FORBIDDEN.equals(e.getSQLState())) {
        throw e;
      }
      LOG.warn(
          "The database role may not change its own settings, so the engine is slower under load;"
              + " an administrator can: alter role ... in database ... set, for each of {}",
          SETTINGS);
      return;
    }
    // Those that are open already keep what they were opened with.
    HikariDataSource pool = DataSourceUnwrapper.unwrap(dataSource, HikariDataSource.class);
    if (pool != null && pool.getHikariPoolMXBean() != null) {
      pool.getHikariPoolMXBean().softEvictConnections();
    }
    LOG.info("The database role has its settings for planning now: {}", SETTINGS);
  }

  private static boolean areMade(Connection connection) throws SQLException {
    for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("show " + setting.getKey())) {
        row.next();
        if (!row.getString(1).equals(setting.getValue())) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public String getCallbackName() {
    return "engine-plans";
  }
}

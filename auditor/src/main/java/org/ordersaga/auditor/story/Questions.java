package org.ordersaga.auditor.story;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.ordersaga.auditor.source.Database;
import org.ordersaga.auditor.source.Databases;

/** Questions about one order. */
final class Questions {

  private final Databases databases;
  private final String orderId;

  /** Takes what it can use of a row. */
  @FunctionalInterface
  interface Row {

    /** Reads the current row. */
    void read(ResultSet row) throws SQLException;
  }

  Questions(Databases databases, String orderId) {
    this.databases = databases;
    this.orderId = orderId;
  }

  String orderId() {
    return orderId;
  }

  /** Asks with the order id as the only parameter. */
  void each(Database database, String sql, Row row) {
    ask(database, sql, orderId, row);
  }

  /** As {@link #each}, of a table that a service of an older version does not have. */
  void eachIfThere(Database database, String table, String sql, Row row) {
    ask(
        database,
        "select where to_regclass(?) is not null",
        table,
        there -> ask(database, sql, orderId, row));
  }

  private void ask(Database database, String sql, String parameter, Row row) {
    try (PreparedStatement statement = databases.of(database).prepareStatement(sql)) {
      statement.setString(1, parameter);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          row.read(rows);
        }
      }
    } catch (SQLException e) {
      throw Databases.cannotRead(database, e);
    }
  }

  /** A time, or null. */
  static Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}

package org.ordersaga.auditor.dossier;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.ordersaga.auditor.source.Database;
import org.ordersaga.auditor.source.Databases;

/** The rows of a query, streamed. */
final class Rows<T> implements Source<T>, AutoCloseable {

  /** Makes an object of the row at hand. */
  @FunctionalInterface
  interface Mapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  private final Database database;
  private final Mapper<T> mapper;
  private final Databases databases;
  private final String query;
  private final Collection<String> only;
  private PreparedStatement statement;
  private ResultSet rows;
  private String orderId;

  /**
   * Rows that are read once they are opened.
   *
   * @param query with the columns order_id and nr, by which it is ordered
   * @param only the orders that are wanted, or null for all
   */
  Rows(
      Databases databases,
      Database database,
      String query,
      Collection<String> only,
      Mapper<T> mapper) {
    this.databases = databases;
    this.database = database;
    this.query = query;
    this.only = only;
    this.mapper = mapper;
  }

  /** Runs the query; returns when the database has sorted. */
  void open() {
    // Bytewise, as Java compares, whatever the database's own order is.
    String sql =
        "select * from (%s) q %s order by order_id collate \"C\", nr"
            .formatted(query, only == null ? "" : "where order_id = any (?)");
    try {
      statement = databases.of(database).prepareStatement(sql);
      if (only != null) {
        statement.setArray(
            1, statement.getConnection().createArrayOf("text", only.toArray(String[]::new)));
      }
      rows = statement.executeQuery();
      next();
    } catch (SQLException e) {
      throw Databases.cannotRead(database, e);
    }
  }

  @Override
  public String orderId() {
    return orderId;
  }

  @Override
  public List<T> take(String wanted) {
    if (!wanted.equals(orderId)) {
      return List.of();
    }
    List<T> taken = new ArrayList<>(4);
    try {
      while (wanted.equals(orderId)) {
        taken.add(mapper.map(rows));
        next();
      }
    } catch (SQLException e) {
      throw Databases.cannotRead(database, e);
    }
    return taken;
  }

  private void next() throws SQLException {
    orderId = rows.next() ? rows.getString("order_id") : null;
  }

  @Override
  public void close() {
    try {
      if (statement != null) {
        statement.close();
      }
    } catch (SQLException e) {
      // Nothing was written, so there is nothing to lose.
    }
  }
}

package org.ordersaga.benchmarks.measure;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ordersaga.benchmarks.contender.Contender;

/**
 * Many orders in the engine's tables, cloned from a real one that waits for its delivery. All of an
 * order's rows are found by its process instance, and every id that occurs in them gets a suffix in
 * the clone. Workers and outside know nothing of the clones, so afterwards nobody audits.
 */
public final class Crowd {

  private final Contender contender;
  private String original;
  private String order;
  private int clones;

  /** A crowd in a contender's engine, which stands still meanwhile. */
  public Crowd(Contender contender) {
    this.contender = contender;
  }

  /** Has at least so many orders wait. The first time, all orders so far but one vanish before. */
  public void waiting(int orders) {
    change(
        connection -> {
          if (original == null) {
            choose(connection);
            vanish(connection);
          }
          int waiting =
              Integer.parseInt(
                  texts(
                          connection,
                          "select count(*) from act_ru_execution where id_ = proc_inst_id_")
                      .get(0));
          if (waiting < orders) {
            clone(connection, orders - waiting);
          }
        });
  }

  /** Has all that wait have ended, but one. */
  public void ended() {
    change(
        connection -> {
          vanish(connection);
          execute(
              connection,
              """
              update act_hi_procinst set end_time_ = now(), state_ = 'COMPLETED'
              where end_time_ is null and proc_inst_id_ <> '%s'
              """
                  .formatted(original));
        });
  }

  private interface Change {
    void in(Connection connection) throws SQLException;
  }

  private void change(Change change) {
    try (Connection connection = contender.postgres().connect(Contender.ENGINE_DATABASE)) {
      // Triggers and foreign keys do not fire for the clones: their originals have passed them.
      execute(connection, "set session_replication_role = replica");
      change.in(connection);
      execute(connection, "analyze");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void choose(Connection connection) throws SQLException {
    original =
        texts(
                connection,
                """
                select proc_inst_id_ from act_ru_execution
                where id_ = proc_inst_id_ order by id_ limit 1
                """)
            .get(0);
    order =
        texts(
                connection,
                "select business_key_ from act_ru_execution where id_ = '%s'".formatted(original))
            .get(0);
  }

  private void vanish(Connection connection) throws SQLException {
    for (Map.Entry<String, String> table : tables(connection).entrySet()) {
      if (table.getKey().startsWith("act_ru_")) {
        execute(
            connection,
            "delete from %s where %s <> '%s'"
                .formatted(table.getKey(), table.getValue(), original));
      }
    }
  }

  /** Tables that hold rows of orders, with the column that names process instance or order. */
  private static Map<String, String> tables(Connection connection) throws SQLException {
    Map<String, String> tables = new LinkedHashMap<>();
    for (String row :
        texts(
            connection,
            """
            select table_name || ' ' || max(column_name) from information_schema.columns
            where table_schema = 'public' and column_name in
              ('proc_inst_id_', 'process_instance_id_', 'process_instance_id', 'order_id')
            group by table_name order by table_name
            """)) {
      tables.put(row.split(" ")[0], row.split(" ")[1]);
    }
    return tables;
  }

  private void clone(Connection connection, int copies) throws SQLException {
    Map<String, String> tables = tables(connection);
    Set<String> ids = new TreeSet<>(Set.of(order));
    for (Map.Entry<String, String> table : tables.entrySet()) {
      for (String column : textColumns(connection, table.getKey())) {
        if (column.matches("id_|.*execution_id_")) {
          ids.addAll(
              texts(
                  connection,
                  "select distinct %1$s from %2$s where %3$s = '%4$s' and %1$s is not null"
                      .formatted(
                          column, table.getKey(), table.getValue(), owner(table.getValue()))));
        }
      }
    }
    for (Map.Entry<String, String> table : tables.entrySet()) {
      clone(connection, table.getKey(), table.getValue(), ids, copies);
    }
    clones += copies;
  }

  private String owner(String column) {
    return column.equals("order_id") ? order : original;
  }

  private void clone(
      Connection connection, String table, String instance, Set<String> ids, int copies)
      throws SQLException {
    List<String> texts = textColumns(connection, table);
    List<String> columns =
        texts(
            connection,
            """
            select column_name from information_schema.columns
            where table_schema = 'public' and is_identity = 'NO' and table_name = '%s'
            order by ordinal_position
            """
                .formatted(table));
    String values =
        columns.stream()
            .map(
                column ->
                    texts.contains(column)
                        ? "case when %1$s = any (?) then %1$s || '-' || copy else %1$s end"
                            .formatted(column)
                        : column)
            .collect(Collectors.joining(", "));
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into %1$s (%2$s) select %3$s from %1$s, generate_series(%4$d, %5$d) copy where %6$s = ?"
                .formatted(
                    table,
                    String.join(", ", columns),
                    values,
                    clones + 1,
                    clones + copies,
                    instance))) {
      int parameter = 1;
      for (String column : columns) {
        if (texts.contains(column)) {
          insert.setArray(parameter++, connection.createArrayOf("text", ids.toArray()));
        }
      }
      insert.setString(parameter, owner(instance));
      insert.executeUpdate();
    }
  }

  private static List<String> textColumns(Connection connection, String table) throws SQLException {
    return texts(
        connection,
        """
        select column_name from information_schema.columns
        where table_schema = 'public' and table_name = '%s'
          and data_type in ('character varying', 'text')
        """
            .formatted(table));
  }

  private static List<String> texts(Connection connection, String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private static void execute(Connection connection, String statement) throws SQLException {
    try (Statement run = connection.createStatement()) {
      run.execute(statement);
    }
  }
}

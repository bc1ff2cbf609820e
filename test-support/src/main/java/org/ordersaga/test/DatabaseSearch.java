package org.ordersaga.test;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Looks for a text in every column of every table of a database, in binary ones too. */
public final class DatabaseSearch {

  private static final String COLUMNS =
      """
      select format('%I.%I', n.nspname, c.relname), a.attname, format('%I', a.attname),
             a.atttypid = 'bytea'::regtype
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid
        join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'm') and a.attnum > 0 and not a.attisdropped
         and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
       order by 1, 2""";

  private DatabaseSearch() {}

  /**
   * Where the text stands, in whatever case, as {@code schema.table.column: rows}. Bytes are
   * compared as UTF-8, and in their case.
   */
  public static List<String> find(Connection connection, String text) throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement columns = connection.prepareStatement(COLUMNS);
        ResultSet column = columns.executeQuery()) {
      while (column.next()) {
        String table = column.getString(1);
        String match =
            column.getBoolean(4)
                ? "position(convert_to(?, 'UTF8') in %s) > 0"
                : "position(lower(?) in lower(%s::text)) > 0";
        int rows = count(connection, table, match.formatted(column.getString(3)), text);
        if (rows > 0) {
          found.add(table + "." + column.getString(2) + ": " + rows);
        }
      }
    }
    return found;
  }

  private static int count(Connection connection, String table, String match, String text)
      throws SQLException {
    try (PreparedStatement rows =
        connection.prepareStatement("select count(*) from " + table + " where " + match)) {
      rows.setString(1, text);
      try (ResultSet count = rows.executeQuery()) {
        count.next();
        return count.getInt(1);
      }
    }
  }
}

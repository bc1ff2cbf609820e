package org.ordersaga.worker.erasure;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Text columns that may tell who a customer is: names, addresses, and sentences that somebody
 * wrote. A worker declares those of its own tables as a bean.
 *
 * @param table has a column {@code order_id}
 * @param columns of type text, without a unique index
 */
public record PersonalColumns(String table, List<String> columns) {

  private static final Pattern NAME = Pattern.compile("[a-z_]+");

  /** They become part of a statement, so they are names and nothing else. */
  public PersonalColumns {
    columns = List.copyOf(columns);
    if (!NAME.matcher(table).matches()
        || columns.isEmpty()
        || !columns.stream().allMatch(column -> NAME.matcher(column).matches())) {
      throw new IllegalArgumentException("Not the columns of a table: " + table + " " + columns);
    }
  }

  /** Columns of a table. */
  public PersonalColumns(String table, String... columns) {
    this(table, List.of(columns));
  }
}

package org.ordersaga.auditor.invariant;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.ordersaga.auditor.source.Database;
import org.ordersaga.auditor.source.Databases;

/** I2, the part of one product, in one snapshot of the inventory. */
public final class Stock {

  private static final String QUERY =
      """
      select p.sku, p.available, p.reserved, p.sold,
             coalesce(m.received, 0) as received,
             coalesce(m.reserved, 0) as moved_to_reserved,
             coalesce(m.sold, 0) as moved_to_sold,
             coalesce(r.reserved, 0) as reservations,
             coalesce(r.sold, 0) as sales
        from product p
        left join (select sku,
                     sum(case kind when 'RECEIVED' then quantity end) as received,
                     sum(case kind when 'RESERVED' then quantity when 'UNCOMMITTED' then quantity
                                   when 'RELEASED' then -quantity when 'COMMITTED' then -quantity
                         end) as reserved,
                     sum(case kind when 'COMMITTED' then quantity
                                   when 'UNCOMMITTED' then -quantity end) as sold
                   from stock_movement group by sku) m on m.sku = p.sku
        left join (select l.sku,
                     sum(case r.status when 'RESERVED' then l.quantity end) as reserved,
                     sum(case r.status when 'COMMITTED' then l.quantity end) as sold
                   from reservation_line l join reservation r on r.order_id = l.order_id
                  group by l.sku) r on r.sku = p.sku
       order by p.sku""";

  private Stock() {}

  /** How many products there are, and what is wrong with them. */
  public record Result(int products, List<Finding> findings) {}

  /** Judges all products. */
  public static Result judge(Databases databases) {
    List<Finding> findings = new ArrayList<>();
    int products = 0;
    try (Statement statement = databases.of(Database.INVENTORY).createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      while (row.next()) {
        products++;
        judge(row, findings);
      }
    } catch (SQLException e) {
      throw Databases.cannotRead(Database.INVENTORY, e);
    }
    return new Result(products, findings);
  }

  private static void judge(ResultSet row, List<Finding> findings) throws SQLException {
    String subject = "product " + row.getString("sku");
    long available = row.getLong("available");
    long reserved = row.getLong("reserved");
    long sold = row.getLong("sold");
    long received = row.getLong("received");
    if (available < 0 || reserved < 0 || sold < 0) {
      findings.add(
          new Finding(
              Invariant.I2,
              subject,
              "%d available, %d reserved, %d sold: less than nothing"
                  .formatted(available, reserved, sold)));
    }
    if (received != available + reserved + sold) {
      findings.add(
          new Finding(
              Invariant.I2,
              subject,
              "%d were received, but %d available + %d reserved + %d sold are %d"
                  .formatted(received, available, reserved, sold, available + reserved + sold)));
    }
    compare(row, "reserved", "moved_to_reserved", "the movements come to", subject, findings);
    compare(row, "sold", "moved_to_sold", "the movements come to", subject, findings);
    compare(row, "reserved", "reservations", "the reservations come to", subject, findings);
    compare(row, "sold", "sales", "the reservations come to", subject, findings);
  }

  private static void compare(
      ResultSet row, String place, String other, String says, String subject, List<Finding> found)
      throws SQLException {
    if (row.getLong(place) != row.getLong(other)) {
      found.add(
          new Finding(
              Invariant.I2,
              subject,
              "%d are %s, and %s %d"
                  .formatted(row.getLong(place), place, says, row.getLong(other))));
    }
  }
}

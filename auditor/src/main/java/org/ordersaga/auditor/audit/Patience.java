package org.ordersaga.auditor.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.ordersaga.auditor.source.CannotLook;
import org.ordersaga.auditor.source.Database;
import org.ordersaga.auditor.source.Databases;

/**
 * Waits until nothing is left to do for any order, but not for ever. An order for which nobody has
 * anything to do and that is not at rest is for the audit to tell.
 */
final class Patience {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final String ORDERS_MOVE =
      """
      select exists (select from act_ru_ext_task t
                       join order_view v on v.process_instance_id = t.proc_inst_id_)
          or exists (select from act_ru_task t
                       join order_view v on v.process_instance_id = t.proc_inst_id_)
          or exists (select from act_ru_incident i
                       join order_view v on v.process_instance_id = i.proc_inst_id_)
          or exists (select from act_ru_job j
                       join order_view v on v.process_instance_id = j.process_instance_id_
                      where j.type_ <> 'timer')
          or exists (select from order_message where state = 'PENDING')
          or exists (select from order_settlement where state = 'OPEN')""";

  private static final String SETTLEMENTS_MOVE =
      """
      select exists (select from settlement
                      where state = 'OPEN' or reported is distinct from 'CONFIRMED')""";

  private final Databases databases;
  private final long end;

  Patience(Databases databases, Duration most) {
    this.databases = databases;
    this.end = System.nanoTime() + most.toNanos();
  }

  boolean isOver() {
    return System.nanoTime() - end >= 0;
  }

  /** Returns when everything seems to be at rest, or when patience is over. */
  void waitForRest() {
    databases.refresh();
    while (moves() && !isOver()) {
      pause(PAUSE);
      databases.refresh();
    }
  }

  /** Waits that long, a second at least, but no longer than there is patience. */
  void pause(Duration most) {
    long pause = Math.max(PAUSE.toNanos(), most.toNanos());
    try {
      TimeUnit.NANOSECONDS.sleep(Math.min(pause, Math.max(1, end - System.nanoTime())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotLook("The audit was interrupted.", e);
    }
  }

  private boolean moves() {
    for (Database database : Database.values()) {
      if (isTrue(database, database == Database.CAMUNDA ? ORDERS_MOVE : SETTLEMENTS_MOVE)) {
        return true;
      }
    }
    return false;
  }

  private boolean isTrue(Database database, String query) {
    try (Statement statement = databases.of(database).createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getBoolean(1);
    } catch (SQLException e) {
      throw Databases.cannotRead(database, e);
    }
  }
}

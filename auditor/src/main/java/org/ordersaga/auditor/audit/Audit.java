package org.ordersaga.auditor.audit;

import java.io.PrintWriter;
import java.time.Duration;
import org.ordersaga.auditor.source.Databases;
import org.ordersaga.auditor.source.Outside;

/** One audit from the first look to the report. */
public final class Audit {

  private final Databases databases;
  private final Outside outside;

  /** Reads there. */
  public Audit(Databases databases, Outside outside) {
    this.databases = databases;
    this.outside = outside;
  }

  /**
   * Audits.
   *
   * @param patience how long to wait for all orders to come to rest
   * @param json whether to write JSON instead of a table
   * @return the exit code
   */
  public int run(Duration patience, boolean json, PrintWriter out) {
    throw new UnsupportedOperationException("not yet: " + databases + outside);
  }
}

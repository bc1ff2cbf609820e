package org.ordersaga.auditor.story;

import java.io.PrintWriter;
import org.ordersaga.auditor.source.Databases;
import org.ordersaga.auditor.source.Outside;

/** One order's whole story across the databases and the outside. */
public final class Story {

  private final Databases databases;
  private final Outside outside;

  /** Reads where the audit reads. */
  public Story(Databases databases, Outside outside) {
    this.databases = databases;
    this.outside = outside;
  }

  /**
   * Tells an order's story.
   *
   * @param json whether as JSON instead of text and diagram
   * @return the exit code
   */
  public int tell(String orderId, boolean json, PrintWriter out) {
    throw new UnsupportedOperationException("not told yet: " + orderId + databases + outside);
  }
}

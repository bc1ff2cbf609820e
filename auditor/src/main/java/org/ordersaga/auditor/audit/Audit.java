package org.ordersaga.auditor.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import org.ordersaga.auditor.source.Databases;
import org.ordersaga.auditor.source.Outside;

/** One audit from the first look to the report. */
public final class Audit {

  private static final int HOLDS = 0;
  private static final int VIOLATED = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

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
   * @param patience how long to wait for all orders to come to rest, then it is demanded; empty to
   *     take them as they are
   * @param json whether to write JSON instead of a table
   * @return the exit code: 0 or 1
   */
  public int run(Optional<Duration> patience, boolean json, PrintWriter out) {
    Report report = patience.map(this::atRest).orElseGet(this::now);
    boolean clean = !report.violated() && (patience.isEmpty() || report.notAtRest().isEmpty());
    if (json) {
      out.println(toJson(report));
    } else {
      new ReportTable(report, patience.isPresent()).print(out);
    }
    return clean ? HOLDS : VIOLATED;
  }

  private Report now() {
    return new Look(databases, outside).everywhere();
  }

  private Report atRest(Duration most) {
    Patience patience = new Patience(databases, most);
    while (true) {
      patience.waitForRest();
      long begin = System.nanoTime();
      Report report = now();
      if (patience.isOver() || !report.mayComeToRest()) {
        return report;
      }
      // What is cheap to ask says that all is at rest: an audit may take long, and others work
      // here.
      patience.pause(Duration.ofNanos(System.nanoTime() - begin));
    }
  }

  private static String toJson(Report report) {
    try {
      return JSON.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The report cannot be written", e);
    }
  }
}

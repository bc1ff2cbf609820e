package org.ordersaga.eraser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was erased.
 *
 * @param orders that were erased
 * @param open that were not, because they are on their way
 * @param erased counts by kind, by service
 * @param sandbox whether the outside was a sandbox, which was asked too
 */
record Report(
    String customerId,
    boolean dryRun,
    List<String> orders,
    List<String> open,
    Map<String, Map<String, Integer>> erased,
    boolean sandbox) {

  private static final List<String> NOT_REACHED =
      List.of(
          "the mails in the customer's mailbox and in logs of mail servers",
          "the payment provider and the carrier: ask them, their reference is the order's id",
          "backups, until they expire: after a restore, run the command again");

  private record Row(String place, String kind, int count) {}

  void print(boolean json, PrintWriter out) {
    if (json) {
      out.println(json());
    } else {
      text(out);
    }
  }

  private void text(PrintWriter out) {
    List<Row> rows =
        erased.entrySet().stream()
            .flatMap(
                place ->
                    place.getValue().entrySet().stream()
                        .map(kind -> new Row(place.getKey(), kind.getKey(), kind.getValue())))
            .toList();
    if (!rows.isEmpty()) {
      out.println(
          AsciiTable.getTable(
              AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
              rows,
              List.of(
                  new Column().header("service").dataAlign(HorizontalAlign.LEFT).with(Row::place),
                  new Column().header("table").dataAlign(HorizontalAlign.LEFT).with(Row::kind),
                  new Column().header("rows").with(row -> String.valueOf(row.count())))));
    }
    out.printf(
        dryRun
            ? "%d orders of customer %s would be erased; nothing was changed.%n"
            : "%d orders of customer %s are erased.%n",
        orders.size(),
        customerId);
    if (!open.isEmpty()) {
      out.printf(
          "%d are still on their way and keep what they need. Run this again when they have ended:"
              + " %s%n",
          open.size(), String.join(", ", open));
    }
    out.println("Not reached from here:");
    NOT_REACHED.forEach(place -> out.println("- " + place));
    if (sandbox) {
      out.println("(The sandbox stands for mail server, provider and carrier, and was asked.)");
    }
  }

  private String json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("customerId", customerId);
    fields.put("dryRun", dryRun);
    fields.put("orders", orders);
    fields.put("open", open);
    fields.put("erased", erased);
    fields.put("notReached", NOT_REACHED);
    try {
      return new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

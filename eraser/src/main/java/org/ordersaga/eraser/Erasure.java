package org.ordersaga.eraser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Goes from service to service. What a service did stays done, and a repeat finds nothing left to
 * do there: so after whatever went wrong, the same command again ends the work.
 */
final class Erasure {

  private static final int CHUNK = 100;

  private final Settings settings;
  private final Http http;
  private final PrintWriter progress;

  Erasure(Settings settings, Http http, PrintWriter progress) {
    this.settings = settings;
    this.http = http;
    this.progress = progress;
  }

  /**
   * @throws CannotErase when it broke off
   */
  Report run(String customerId, boolean dryRun) {
    Place processApp = settings.processApp();
    JsonNode plan =
        http.post(processApp, "/api/erasures", Map.of("customerId", customerId, "dryRun", dryRun));
    List<String> ended = texts(plan.path("ended"));
    List<String> open = texts(plan.path("open"));
    if (ended.isEmpty() && open.isEmpty()) {
      throw new CannotErase("There is no order of a customer %s.".formatted(customerId));
    }
    if (!dryRun) {
      // Before the work: one that breaks off has erased something too.
      settings.list().ifPresent(list -> list.add(customerId));
    }
    Map<String, Map<String, Integer>> erased = new LinkedHashMap<>();
    Stream.concat(settings.others().stream(), Stream.of(processApp))
        .forEach(place -> erased.put(place.name(), erase(place, ended, dryRun)));
    if (!dryRun) {
      http.put(processApp, "/api/erasures/" + plan.path("id").asLong(), Map.of("erased", erased));
    }
    return new Report(customerId, dryRun, ended, open, erased, settings.outside());
  }

  private Map<String, Integer> erase(Place place, List<String> orders, boolean dryRun) {
    Map<String, Integer> erased = new LinkedHashMap<>();
    for (int from = 0; from < orders.size(); from += CHUNK) {
      List<String> chunk = orders.subList(from, Math.min(from + CHUNK, orders.size()));
      http.post(place, place.path(), Map.of("orderIds", chunk, "dryRun", dryRun))
          .properties()
          .forEach(count -> erased.merge(count.getKey(), count.getValue().asInt(), Integer::sum));
      progress.printf("%s: %d of %d orders%n", place.name(), from + chunk.size(), orders.size());
      progress.flush();
    }
    return erased;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}

package org.ordersaga.system.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The faults of the outside. A sandbox that was started again forgets them; this does not. */
final class Weather {

  private final Client sandbox;
  private final Journal journal;
  private final Map<String, ObjectNode> now = new ConcurrentHashMap<>();

  Weather(Cluster cluster, Journal journal) {
    this.sandbox = new Client("http://127.0.0.1:" + cluster.sandbox().port());
    this.journal = journal;
  }

  /** From now on this target misbehaves so; see the sandbox's page for the fields. */
  void set(String target, Map<String, ?> fields) {
    ObjectNode faults = Json.of(fields);
    faults.put("target", target);
    now.put(target, faults);
    journal.fault("weather: " + faults);
    apply();
  }

  void clear() {
    now.keySet().forEach(this::fair);
    journal.say("weather: fair");
  }

  /** This target behaves again. */
  void fair(String target) {
    now.put(target, Json.object().put("target", target));
    apply();
  }

  /** Tells the sandbox what it should do; returns whether it heard. */
  boolean apply() {
    try {
      for (ObjectNode faults : now.values()) {
        sandbox.send(null, "PUT", "/faults", faults, Map.of());
      }
      return true;
    } catch (IOException e) {
      // It is dead, and will be told when it is back.
      return false;
    }
  }
}

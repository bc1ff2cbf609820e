package org.ordersaga.worker.execution;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ordersaga.worker.step.Refusal;
import org.springframework.stereotype.Component;

/** Lets a test decide what happens at a point of a step, by order; and tells which were passed. */
@Component
public class Script {

  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  private final Map<String, Action> actions = new ConcurrentHashMap<>();
  private final List<String> passed = new CopyOnWriteArrayList<>();

  public void at(String point, String orderId, Action action) {
    actions.put(point + " " + orderId, action);
  }

  public void off(String point, String orderId) {
    actions.remove(point + " " + orderId);
  }

  void pass(String point, String orderId) throws Refusal {
    passed.add(point + " " + orderId);
    Action action = actions.get(point + " " + orderId);
    if (action != null) {
      try {
        action.run();
      } catch (Refusal | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  void passQuietly(String point, String orderId) {
    try {
      pass(point, orderId);
    } catch (Refusal e) {
      throw new IllegalStateException(e);
    }
  }

  public List<String> points(String orderId) {
    return passed.stream()
        .filter(entry -> entry.endsWith(" " + orderId))
        .map(entry -> entry.substring(0, entry.indexOf(' ')))
        .toList();
  }
}

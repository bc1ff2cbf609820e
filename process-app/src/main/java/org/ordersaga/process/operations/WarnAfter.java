package org.ordersaga.process.operations;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseUtil;
import org.camunda.bpm.engine.impl.core.model.PropertyKey;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ProcessDefinitionImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;

/** Reads from every version of a model after how long in a step its owner wants to be warned. */
final class WarnAfter extends AbstractBpmnParseListener {

  private static final String PROPERTY = "warnAfter";
  private static final PropertyKey<Duration> KEY = new PropertyKey<>("ordersaga.warnAfter");

  /**
   * A step with a limit.
   *
   * @param name as drawn
   */
  record Limit(String elementId, String name, Duration after) {}

  /** The steps of a definition that have one; what cannot be understood is none. */
  static List<Limit> of(ProcessDefinitionImpl definition) {
    List<Limit> limits = new ArrayList<>();
    collect(definition, limits);
    return limits;
  }

  private static void collect(ScopeImpl scope, List<Limit> limits) {
    for (ActivityImpl activity : scope.getActivities()) {
      Duration after = activity.getProperties().get(KEY);
      if (after != null) {
        limits.add(new Limit(activity.getId(), activity.getName(), after));
      }
      collect(activity, limits);
    }
  }

  @Override
  public void parseServiceTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    read(element, activity);
  }

  @Override
  public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    read(element, activity);
  }

  private static void read(Element element, ActivityImpl activity) {
    Map<String, String> properties = BpmnParseUtil.parseCamundaExtensionProperties(element);
    String text = properties == null ? null : properties.get(PROPERTY);
    if (text == null) {
      return;
    }
    try {
      activity.getProperties().set(KEY, Duration.parse(text.strip()));
    } catch (DateTimeParseException e) {
      // The step's worker makes an incident of it.
    }
  }
}

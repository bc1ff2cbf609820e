package org.ordersaga.process.stop;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseUtil;
import org.camunda.bpm.engine.impl.core.model.PropertyKey;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ProcessDefinitionImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.ordersaga.process.engine.OrderProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads how long an order may take from the process property {@code orderDeadline}. */
public final class OrderDeadline extends AbstractBpmnParseListener {

  private static final Logger LOG = LoggerFactory.getLogger(OrderDeadline.class);
  private static final String PROPERTY = "orderDeadline";
  private static final PropertyKey<Duration> KEY = new PropertyKey<>("ordersaga.orderDeadline");
  private static final Duration LONGEST = Duration.ofDays(3650);

  OrderDeadline() {}

  /** What a definition says; empty if it says nothing, or nothing that can be understood. */
  public static Optional<Duration> of(ProcessDefinitionImpl definition) {
    return Optional.ofNullable(definition.getProperties().get(KEY));
  }

  @Override
  public void parseProcess(Element element, ProcessDefinitionEntity definition) {
    Map<String, String> properties = BpmnParseUtil.parseCamundaExtensionProperties(element);
    if (!OrderProcess.KEY.equals(definition.getKey())
        || properties == null
        || properties.get(PROPERTY) == null) {
      return;
    }
    String text = properties.get(PROPERTY).strip();
    Optional<Duration> deadline = parsed(text);
    if (deadline.isPresent()) {
      definition.getProperties().set(KEY, deadline.get());
    } else {
      LOG.warn(
          "The process property {} is \"{}\", so orders have no deadline; it takes an ISO 8601"
              + " duration from PT0.001S to {}, for example PT1H",
          PROPERTY,
          text,
          LONGEST);
    }
  }

  static Optional<Duration> parsed(String text) {
    try {
      return Optional.of(Duration.parse(text))
          .filter(duration -> duration.compareTo(LONGEST) <= 0)
          .filter(duration -> duration.toMillis() > 0);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}

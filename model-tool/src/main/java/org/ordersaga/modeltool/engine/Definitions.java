package org.ordersaga.modeltool.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;

/** All versions of the order process, the newest first. */
public final class Definitions {

  /** The id of the order process. */
  public static final String PROCESS = "order-process";

  private final EngineRest engine;
  private final List<Definition> all = new ArrayList<>();

  /** Those that the engine has now. */
  public Definitions(EngineRest engine) {
    this.engine = engine;
    engine.pages(
        "/process-definition?key=" + PROCESS + "&sortBy=version&sortOrder=desc",
        found -> all.add(definition(found)));
    if (all.isEmpty()) {
      throw new CannotLook("The engine has no process " + PROCESS + ".");
    }
  }

  private static Definition definition(JsonNode found) {
    return new Definition(
        found.path("id").asText(),
        found.path("version").asInt(),
        found.path("versionTag").isTextual() ? found.path("versionTag").textValue() : "");
  }

  /** The one that new orders take. */
  public Definition newest() {
    return all.get(0);
  }

  /** All but one. */
  public List<Definition> without(Definition one) {
    return all.stream().filter(definition -> !definition.equals(one)).toList();
  }

  /**
   * Those with that version tag, or that number; the newest first.
   *
   * @throws CannotLook when there is none
   */
  public List<Definition> named(String name) {
    List<Definition> named = all.stream().filter(definition -> definition.isMeantBy(name)).toList();
    if (named.isEmpty()) {
      throw new CannotLook(
          "No version of the order process is called %s. There are: %s."
              .formatted(
                  name, all.stream().map(Definition::name).collect(Collectors.joining(", "))));
    }
    return named;
  }

  /** A version's model. */
  public BpmnModelInstance model(Definition definition) {
    String xml =
        engine.get("/process-definition/" + definition.id() + "/xml").path("bpmn20Xml").asText();
    return Bpmn.readModelFromStream(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }
}

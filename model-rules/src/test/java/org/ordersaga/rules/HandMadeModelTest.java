package org.ordersaga.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that break, or keep, a rule that the real model has no place for. */
class HandMadeModelTest {

  private static final String SETTLE =
      """
      <bpmn:startEvent id="Asked" />
      <bpmn:serviceTask id="Settle" camunda:type="external" camunda:topic="payment.refund" />
      <bpmn:endEvent id="Settled" />
      <bpmn:sequenceFlow id="Asked_to_Settle" sourceRef="Asked" targetRef="Settle" />
      <bpmn:sequenceFlow id="Settle_to_Settled" sourceRef="Settle" targetRef="Settled" />
      """;

  /** The smallest order process: its only step is the pivot. */
  private static final String COMPLETE =
      """
      <bpmn:startEvent id="OrderPlaced" />
      <bpmn:serviceTask id="CompleteOrder" camunda:type="external" camunda:topic="order.complete" />
      <bpmn:boundaryEvent id="Expired" attachedToRef="CompleteOrder"><bpmn:errorEventDefinition id="Expired_error" errorRef="Error_EXPIRED" /></bpmn:boundaryEvent>
      <bpmn:boundaryEvent id="GivenUp" attachedToRef="CompleteOrder"><bpmn:errorEventDefinition id="GivenUp_error" errorRef="Error_GIVEN_UP" /></bpmn:boundaryEvent>
      <bpmn:boundaryEvent id="Cancelled" attachedToRef="CompleteOrder"><bpmn:errorEventDefinition id="Cancelled_error" errorRef="Error_CANCELLED" /></bpmn:boundaryEvent>
      <bpmn:endEvent id="OrderStopped" />
      <bpmn:endEvent id="OrderDone" />
      <bpmn:sequenceFlow id="OrderPlaced_to_CompleteOrder" sourceRef="OrderPlaced" targetRef="CompleteOrder" />
      <bpmn:sequenceFlow id="CompleteOrder_to_OrderDone" sourceRef="CompleteOrder" targetRef="OrderDone" />
      <bpmn:sequenceFlow id="Expired_to_OrderStopped" sourceRef="Expired" targetRef="OrderStopped" />
      <bpmn:sequenceFlow id="GivenUp_to_OrderStopped" sourceRef="GivenUp" targetRef="OrderStopped" />
      <bpmn:sequenceFlow id="Cancelled_to_OrderStopped" sourceRef="Cancelled" targetRef="OrderStopped" />
      """;

  /** By the name of a rule: a model that keeps all rules but this one. */
  private static final Map<String, ModelFile> BROKEN = broken();

  private static Map<String, ModelFile> broken() {
    String settling = process("startVariables", "orderId", SETTLE);
    Map<String, String> models = new TreeMap<>();
    models.put("readable", "This is no model.");
    models.put("executable", settling.replace("isExecutable=\"true\"", "isExecutable=\"false\""));
    models.put("version-tag", settling.replace("\"1.0.0\"", "\"the newest\""));
    models.put("time-to-live", settling.replace("TimeToLive=\"P1D\"", "TimeToLive=\"P9999D\""));
    models.put("known-step", settling.replace("payment.refund", "payment.refnd"));
    models.put("inputs-set", process("startVariables", "orderNumber", SETTLE));
    models.put(
        "refusals-caught",
        process(
            "startVariables",
            "orderId,totalAmount,currency,paymentMethod",
            SETTLE.replace("payment.refund", "payment.charge")));
    models.put(
        "reachable",
        process("startVariables", "orderId", SETTLE + "<bpmn:endEvent id=\"Forgotten\" />"));
    models.put(
        "ends",
        process(
            "startVariables",
            "orderId",
            SETTLE
                .replace("<bpmn:endEvent id=\"Settled\" />", "")
                .replaceFirst("<bpmn:sequenceFlow id=\"Settle_to_Settled\"[^>]*>", "")));
    models.put(
        "settings",
        process(
            "startVariables",
            "orderId",
            SETTLE.replace(
                "\"payment.refund\" />",
                "\"payment.refund\"><bpmn:extensionElements><camunda:properties><camunda:property"
                    + " name=\"maxDeliveries\" value=\"0\" /></camunda:properties>"
                    + "</bpmn:extensionElements></bpmn:serviceTask>")));
    models.put(
        "deadline",
        settling.replace(
            "<camunda:properties>",
            "<camunda:properties><camunda:property name=\"orderDeadline\" value=\"1 hour\" />"));
    models.put(
        "timers",
        process(
            "startVariables",
            "orderId",
            SETTLE
                + """
                <bpmn:boundaryEvent id="Late" attachedToRef="Settle"><bpmn:timerEventDefinition id="Late_timer"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">soon</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
                <bpmn:sequenceFlow id="Late_to_Settled" sourceRef="Late" targetRef="Settled" />
                """));
    models.put("speaking-ids", settling.replace("\"Settle\"", "\"Activity_0x1y2z4\""));
    models.put(
        "parallel-writes",
        process("startVariables", "orderId, b", branches("parallelGateway", "a", "a")));
    models.put(
        "deployed-together",
        process(
            "startVariables",
            "units",
            """
            <bpmn:startEvent id="Asked" />
            <bpmn:businessRuleTask id="Decide" camunda:decisionRef="is-large" camunda:decisionRefBinding="deployment" camunda:resultVariable="large" camunda:mapDecisionResult="singleEntry" />
            <bpmn:endEvent id="Settled" />
            <bpmn:sequenceFlow id="Asked_to_Decide" sourceRef="Asked" targetRef="Decide" />
            <bpmn:sequenceFlow id="Decide_to_Settled" sourceRef="Decide" targetRef="Settled" />
            """));
    models.put(
        "allowed-content",
        settling.replace("id=\"Settle\" ", "id=\"Settle\" camunda:class=\"a.B\" "));
    models.put(
        "allowed-expressions",
        settling.replace("id=\"Settle\" ", "id=\"Settle\" name=\"${execution.id}\" "));
    models.put(
        "drawn",
        settling.replaceFirst("<bpmndi:BPMNShape id=\"Settle_di\".*?</bpmndi:BPMNShape>", ""));
    models.put("pivot", orderProcess("Nowhere", COMPLETE));
    models.put(
        "stoppable",
        orderProcess(
            "CompleteOrder",
            COMPLETE
                .replaceFirst("<bpmn:boundaryEvent id=\"Cancelled\".*?</bpmn:boundaryEvent>", "")
                .replaceFirst("<bpmn:sequenceFlow id=\"Cancelled_to_OrderStopped\"[^>]*>", "")));
    models.put(
        "one-undo",
        orderProcess(
            "CompleteOrder",
            COMPLETE.replace(
                "<bpmn:endEvent id=\"OrderStopped\" />",
                "<bpmn:endEvent id=\"OrderStopped\"><bpmn:compensateEventDefinition"
                    + " id=\"OrderStopped_undo\" /></bpmn:endEvent>")));
    Map<String, ModelFile> files = new TreeMap<>();
    models.forEach((rule, model) -> files.put(rule, Models.file("hand-made.bpmn", model)));
    files.put("file-kind", Models.file("hand-made.groovy", "1"));
    return files;
  }

  private static String orderProcess(String pivot, String elements) {
    String errors =
        Stream.of("EXPIRED", "GIVEN_UP", "CANCELLED")
            .map("<bpmn:error id=\"Error_%1$s\" errorCode=\"%1$s\" />"::formatted)
            .collect(Collectors.joining());
    return process("pivot", pivot, elements)
        .replace("settling", "order-process")
        .replace("<bpmn:process id", errors + "<bpmn:process id");
  }

  @Test
  void theSmallestModelsKeepAllRules() {
    assertThat(found(process("startVariables", "orderId", SETTLE))).isEmpty();
    assertThat(found(orderProcess("CompleteOrder", COMPLETE))).isEmpty();
  }

  @Test
  void everyRuleIsBrokenByAModelMadeByHandAndNamedInTheDocs() throws IOException {
    assertThat(BROKEN.keySet()).isEqualTo(ModelRules.names());
    assertThat(Files.readString(Models.project().resolve("docs/model-rules.md")))
        .contains(ModelRules.names().stream().map("\n| `%s` |"::formatted).toList());
  }

  static Set<String> rules() {
    return BROKEN.keySet();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aModelThatBreaksOneRuleIsToldThatRuleAndNoOther(String rule) {
    assertThat(Models.check(List.of(BROKEN.get(rule))))
        .isNotEmpty()
        .allSatisfy(violation -> assertThat(violation.rule()).as("%s", violation).isEqualTo(rule));
  }

  @Test
  void anotherProcessNeedsNoUndoAndNoStopsButItsInputs() {
    assertThat(found(process("startVariables", "orderId", SETTLE))).isEmpty();
    assertThat(found(process("startVariables", "orderNumber", SETTLE)))
        .containsExactly("inputs-set: Settle");
  }

  @Test
  void whatParallelBranchesSetIsSureBehindTheirJoin() {
    assertThat(found(process("startVariables", "orderId", branches("parallelGateway", "a", "b"))))
        .isEmpty();
  }

  @Test
  void whatOneOfTwoWaysSetsIsNotSureBehindThem() {
    String ways =
        branches("exclusiveGateway", "a", "b")
            .replace(
                "targetRef=\"SetFirst\" />",
                "targetRef=\"SetFirst\"><bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">"
                    + "${orderId == 'x'}</bpmn:conditionExpression></bpmn:sequenceFlow>");
    assertThat(found(process("startVariables", "orderId", ways)))
        .containsExactly("inputs-set: ReadBoth");
  }

  @Test
  void parallelBranchesThatSetTheSameAreNamedByTheirGateway() {
    assertThat(
            found(process("startVariables", "orderId, b", branches("parallelGateway", "a", "a"))))
        .containsExactly("parallel-writes: Fork");
  }

  @Test
  void whatASubProcessSetsIsSureBehindIt() {
    String inner =
        """
        <bpmn:startEvent id="Asked" />
        <bpmn:subProcess id="Within">
          <bpmn:startEvent id="Begun" />
          %s
          <bpmn:endEvent id="Over" />
          <bpmn:sequenceFlow id="Begun_to_SetIt" sourceRef="Begun" targetRef="SetIt" />
          <bpmn:sequenceFlow id="SetIt_to_Over" sourceRef="SetIt" targetRef="Over" />
        </bpmn:subProcess>
        %s
        <bpmn:endEvent id="Settled" />
        <bpmn:sequenceFlow id="Asked_to_Within" sourceRef="Asked" targetRef="Within" />
        <bpmn:sequenceFlow id="Within_to_ReadIt" sourceRef="Within" targetRef="ReadIt" />
        <bpmn:sequenceFlow id="ReadIt_to_Settled" sourceRef="ReadIt" targetRef="Settled" />
        """;
    String set = event("SetIt", "a", "1");
    assertThat(
            found(
                process("startVariables", "", inner.formatted(set, event("ReadIt", "c", "${a}")))))
        .isEmpty();
    assertThat(
            found(
                process(
                    "startVariables",
                    "b",
                    inner
                        .formatted(set, event("ReadIt", "c", "${b == a}"))
                        .replace("name=\"a\"", "name=\"z\"")
                        .replace("${b == a}", "${b == x}"))))
        .containsExactlyInAnyOrder("allowed-expressions: ReadIt", "inputs-set: ReadIt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timeDuration | PT24H | true",
        "timeDuration | P1D | true",
        "timeDuration | PT0.1S | false",
        "timeDuration | soon | false",
        "timeDuration | P10Y | false",
        "timeCycle | R3/PT1H | true",
        "timeCycle | 0 0 * * * ? | false",
        "timeDate | 2030-01-31T12:00:00Z | true",
        "timeDate | tomorrow | false"
      })
  void aTimerIsUnderstoodBeforeAnOrderGetsThere(String kind, String value, boolean good) {
    String timer =
        """
        <bpmn:startEvent id="Asked" />
        <bpmn:intermediateCatchEvent id="Later"><bpmn:timerEventDefinition id="Later_timer">
          <bpmn:%1$s xsi:type="bpmn:tFormalExpression">%2$s</bpmn:%1$s>
        </bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
        <bpmn:endEvent id="Settled" />
        <bpmn:sequenceFlow id="Asked_to_Later" sourceRef="Asked" targetRef="Later" />
        <bpmn:sequenceFlow id="Later_to_Settled" sourceRef="Later" targetRef="Settled" />
        """
            .formatted(kind, value);
    assertThat(found(process("startVariables", "", timer)))
        .isEqualTo(good ? List.of() : List.of("timers: Later"));
  }

  @ParameterizedTest
  @CsvSource({"100, true", "900, false"})
  void aTaskIsDrawnInsideItsPool(int x, boolean good) {
    String model =
        process("startVariables", "orderId", SETTLE)
            .replace(
                "<bpmn:process id",
                "<bpmn:collaboration id=\"Shop\"><bpmn:participant id=\"Desk\" name=\"Desk\""
                    + " processRef=\"settling\" /></bpmn:collaboration><bpmn:process id")
            .replace("bpmnElement=\"settling\"", "bpmnElement=\"Shop\"")
            .replace(
                "</bpmndi:BPMNPlane>",
                "<bpmndi:BPMNShape id=\"Desk_di\" bpmnElement=\"Desk\"><dc:Bounds x=\"0\" y=\"0\""
                    + " width=\"500\" height=\"500\" /></bpmndi:BPMNShape></bpmndi:BPMNPlane>")
            .replaceFirst("(bpmnElement=\"Settle\"><dc:Bounds x=\")\\d+", "$1" + x);
    assertThat(found(model)).isEqualTo(good ? List.of() : List.of("drawn: Settle"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<bpmn:scriptTask id=\"Extra\" scriptFormat=\"groovy\"><bpmn:script>1</bpmn:script>"
            + "</bpmn:scriptTask>",
        "<bpmn:callActivity id=\"Extra\" calledElement=\"${any}\" />",
        "<bpmn:sendTask id=\"Extra\" camunda:class=\"a.B\" />",
        "<bpmn:businessRuleTask id=\"Extra\" camunda:expression=\"${bean.run()}\" />",
        "<bpmn:businessRuleTask id=\"Extra\" camunda:type=\"external\" camunda:topic=\"order.close\" />",
        "<bpmn:endEvent id=\"Extra\"><bpmn:messageEventDefinition id=\"Extra_message\""
            + " camunda:type=\"external\" camunda:topic=\"order.close\" /></bpmn:endEvent>",
        "<bpmn:userTask id=\"Extra\" camunda:formKey=\"embedded:app:page.html\" />",
        "<bpmn:userTask id=\"Extra\"><bpmn:multiInstanceLoopCharacteristics"
            + " camunda:collection=\"${beans.all()}\" /></bpmn:userTask>"
      })
  void noElementBringsCode(String element) {
    assertThat(found(process("startVariables", "orderId", SETTLE + element)))
        .anyMatch(found -> found.matches("allowed-(content|expressions): Extra"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "feel | < 500 |",
        "feel | [1..5] |",
        "feel | \"DE\",\"AT\" |",
        "feel | not(\"DE\") |",
        "feel | - |",
        "feel | ? != null and starts with(?, \"a\") |",
        "feel | date and time(\"2030-01-01T00:00:00\") |",
        "juel | ${units > 5} |",
        "feel | function(x) external { java: { class: \"a\" } } | allowed-expressions",
        "feel | a.getClass() | allowed-expressions",
        "feel | evil(1) | allowed-expressions",
        "feel | `x` | allowed-expressions",
        "feel | 1 /* hidden */ | allowed-expressions",
        "juel | ''.getClass() == null | allowed-expressions",
        "juel | ${execution.id} | allowed-expressions",
        "groovy | 1 | allowed-expressions",
        "javascript | 1 | allowed-expressions"
      })
  void aCellIsAnOrdinaryComparison(String language, String text, String rule) {
    String table = table(language, text.replace("&", "&amp;").replace("<", "&lt;"));
    assertThat(
            Models.check(List.of(Models.file("table.dmn", table))).stream()
                .map(violation -> violation.rule() + ": " + violation.element())
                .distinct())
        .isEqualTo(rule == null ? List.of() : List.of(rule + ": UnitsCell"));
  }

  @Test
  void aTableKeepsItsRulesAlone() {
    String table = table("feel", "1");
    assertThat(rules("table.dmn", table.replace(" camunda:historyTimeToLive=\"P1D\"", "")))
        .containsExactly("time-to-live");
    assertThat(rules("table.dmn", table.replace("\"is-large\"", "\"Decision_0x1y2z4\"")))
        .containsExactly("speaking-ids");
    assertThat(rules("table.dmn", table.replace("<rule ", "<camunda:script /><rule ")))
        .contains("readable");
    assertThat(
            rules(
                "table.dmn",
                table.replace(
                    "camunda:historyTimeToLive",
                    "camunda:asyncBefore=\"${a}\" camunda:historyTimeToLive")))
        .containsExactlyInAnyOrder("allowed-content", "allowed-expressions");
  }

  @Test
  void aTableIsDeployedWithItsModelAndReadsWhatIsSet() {
    String task =
        """
        <bpmn:startEvent id="Asked" />
        <bpmn:businessRuleTask id="Decide" camunda:decisionRef="is-large" camunda:decisionRefBinding="deployment" camunda:resultVariable="large" camunda:mapDecisionResult="singleEntry" />
        <bpmn:endEvent id="Settled" />
        <bpmn:sequenceFlow id="Asked_to_Decide" sourceRef="Asked" targetRef="Decide" />
        <bpmn:sequenceFlow id="Decide_to_Settled" sourceRef="Decide" targetRef="Settled" />
        """;
    ModelFile table = Models.file("table.dmn", table("feel", "1"));
    ModelFile good = Models.file("a.bpmn", process("startVariables", "units", task));
    assertThat(Models.check(List.of(good, table))).isEmpty();
    assertThat(found(process("startVariables", "units", task)))
        .containsExactly("deployed-together: Decide");
    ModelFile bad = Models.file("a.bpmn", process("startVariables", "", task));
    assertThat(Models.check(List.of(bad, table)))
        .singleElement()
        .extracting(Violation::sentence)
        .asString()
        .startsWith("Decide asks the decision is-large, which reads units");
  }

  @Test
  void aFormBringsNoCode() {
    String form =
        """
        {"id": "review", "type": "default", "components": [
          {"id": "Ok", "type": "checkbox", "key": "ok", "conditional": {"hide": "=amount > 5"}},
          {"id": "Bad", "type": "%s", "key": "bad", "label": "%s"}]}
        """;
    assertThat(rules("review.form", form.formatted("textfield", "Why"))).isEmpty();
    assertThat(rules("review.form", form.formatted("html", "Why")))
        .containsExactly("allowed-content");
    assertThat(rules("review.form", form.formatted("textfield", "=evil(1)")))
        .containsExactly("allowed-expressions");
    assertThat(rules("review.form", form.formatted("textfield", "${execution.id}")))
        .containsExactly("allowed-expressions");
    assertThat(rules("review.form", "{")).containsExactly("readable");
  }

  @Test
  void anEntityOfADocumentTypeIsNotRead() {
    String model =
        process("startVariables", "orderId", SETTLE)
            .replace("?>", "?><!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>");
    assertThat(rules("a.bpmn", model)).containsExactly("readable");
  }

  @Test
  void anotherFileIsNotDeployed() {
    assertThat(rules("run.groovy", "1")).containsExactly("file-kind");
    assertThat(Models.check(List.of(Models.file("case.cmmn", "1"))).get(0))
        .hasToString(
            "case.cmmn: case.cmmn is neither a process (.bpmn), nor a decision (.dmn), nor a form"
                + " (.form): leave it out of the deployment. [file-kind]");
  }

  private static List<String> rules(String name, String content) {
    return Models.check(List.of(new ModelFile(name, content.getBytes(StandardCharsets.UTF_8))))
        .stream()
        .map(Violation::rule)
        .toList();
  }

  private static List<String> found(String model) {
    return Models.check(List.of(Models.file("hand-made.bpmn", model))).stream()
        .map(violation -> violation.rule() + ": " + violation.element())
        .distinct()
        .toList();
  }

  private static String event(String id, String variable, String value) {
    return """
        <bpmn:intermediateThrowEvent id="%s"><bpmn:extensionElements><camunda:inputOutput>
          <camunda:outputParameter name="%s">%s</camunda:outputParameter>
        </camunda:inputOutput></bpmn:extensionElements></bpmn:intermediateThrowEvent>
        """
        .formatted(id, variable, value);
  }

  /** Two branches that set a variable each, and what reads a and b behind them. */
  private static String branches(String gateway, String first, String second) {
    return """
        <bpmn:startEvent id="Asked" />
        <bpmn:%1$s id="Fork" />
        %2$s
        %3$s
        <bpmn:%1$s id="Join" />
        %4$s
        <bpmn:endEvent id="Settled" />
        <bpmn:sequenceFlow id="Asked_to_Fork" sourceRef="Asked" targetRef="Fork" />
        <bpmn:sequenceFlow id="Fork_to_SetFirst" sourceRef="Fork" targetRef="SetFirst" />
        <bpmn:sequenceFlow id="Fork_to_SetSecond" sourceRef="Fork" targetRef="SetSecond" />
        <bpmn:sequenceFlow id="SetFirst_to_Join" sourceRef="SetFirst" targetRef="Join" />
        <bpmn:sequenceFlow id="SetSecond_to_Join" sourceRef="SetSecond" targetRef="Join" />
        <bpmn:sequenceFlow id="Join_to_ReadBoth" sourceRef="Join" targetRef="ReadBoth" />
        <bpmn:sequenceFlow id="ReadBoth_to_Settled" sourceRef="ReadBoth" targetRef="Settled" />
        """
        .formatted(
            gateway,
            event("SetFirst", first, "1"),
            event("SetSecond", second, "2"),
            event("ReadBoth", "c", "${a == b}"));
  }

  private static String table(String language, String cell) {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="Tables" name="Tables" namespace="http://example.com">
          <decision id="is-large" name="Is it large?" camunda:historyTimeToLive="P1D">
            <decisionTable id="Large">
              <input id="Units"><inputExpression id="UnitsExpression" typeRef="integer"><text>units</text></inputExpression></input>
              <output id="Answer" name="large" typeRef="boolean" />
              <rule id="FirstRow">
                <inputEntry id="UnitsCell" expressionLanguage="%s"><text>%s</text></inputEntry>
                <outputEntry id="AnswerCell"><text>true</text></outputEntry>
              </rule>
            </decisionTable>
          </decision>
        </definitions>
        """
        .formatted(language, cell);
  }

  /** A process with a property, with everything drawn on one spot. */
  private static String process(String property, String value, String elements) {
    StringBuilder drawn = new StringBuilder();
    java.util.regex.Pattern.compile("<bpmn:(\\w+) id=\"(\\w+)\"")
        .matcher(elements)
        .results()
        .filter(match -> !match.group(1).endsWith("Definition"))
        .forEach(
            match ->
                drawn.append(
                    match.group(1).equals("sequenceFlow")
                        ? "<bpmndi:BPMNEdge id=\"%1$s_di\" bpmnElement=\"%1$s\"><di:waypoint x=\"1\" y=\"1\" /><di:waypoint x=\"2\" y=\"1\" /></bpmndi:BPMNEdge>\n"
                            .formatted(match.group(2))
                        : "<bpmndi:BPMNShape id=\"%1$s_di\" bpmnElement=\"%1$s\"><dc:Bounds x=\"50\" y=\"50\" width=\"100\" height=\"80\" /></bpmndi:BPMNShape>\n"
                            .formatted(match.group(2))));
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="Made" targetNamespace="http://example.com">
          <bpmn:process id="settling" isExecutable="true" camunda:versionTag="1.0.0" camunda:historyTimeToLive="P1D">
            <bpmn:extensionElements><camunda:properties><camunda:property name="%s" value="%s" /></camunda:properties></bpmn:extensionElements>
        %s
          </bpmn:process>
          <bpmndi:BPMNDiagram id="Picture"><bpmndi:BPMNPlane id="Plane" bpmnElement="settling">
        %s
          </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
        </bpmn:definitions>
        """
        .formatted(property, value, elements, drawn);
  }
}

package org.ordersaga.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real model with one thing changed, and the rules that this breaks. */
class MutatedModelTest {

  static Stream<Arguments> mutations() {
    return Stream.of(
        mutation("it is cut off", cut("</bpmn:definitions>"), "readable: order-process.bpmn"),
        mutation(
            "it is not executable",
            change("isExecutable=\"true\"", "isExecutable=\"false\""),
            "executable: order-process"),
        mutation(
            "no version tag",
            m -> m.replaceFirst(" camunda:versionTag=\"[^\"]*\"", ""),
            "version-tag: order-process"),
        mutation(
            "history without end",
            change("camunda:historyTimeToLive=\"P180D\"", "camunda:historyTimeToLive=\"P9999D\""),
            "time-to-live: order-process"),
        mutation(
            "a topic that nobody knows",
            change("\"order.confirm\"", "\"order.confrm\""),
            "known-step: ConfirmOrder"),
        mutation(
            "a service task that is not external",
            change("camunda:type=\"external\" camunda:topic=\"order.confirm\"", ""),
            "known-step: ConfirmOrder"),
        mutation(
            "an input that is called otherwise",
            change("name=\"notificationEvent\">DELIVERED", "name=\"notificationEvents\">DELIVERED"),
            "inputs-set: NotifyOfDelivery"),
        mutation(
            "a condition on what only some paths have set",
            change("${failureReason == 'CANCELLED'}", "${trackingNumber == null}"),
            "inputs-set: CancelledByCustomer_yes"),
        mutation(
            "a variable that is never initialised",
            cut(
                "<camunda:outputParameter name=\"reminderCount\">${(0).intValue()}"
                    + "</camunda:outputParameter>"),
            "inputs-set: ReminderDue",
            "inputs-set: RemindersLeft_yes",
            "inputs-set: ReminderCounted"),
        mutation(
            "a variable that is taken away before it is needed",
            change(
                "<camunda:outputParameter name=\"outcome\">CONFIRMED</camunda:outputParameter>",
                "<camunda:outputParameter name=\"orderId\">${null}</camunda:outputParameter>"),
            "inputs-set: NotifyOfConfirmation",
            "inputs-set: RemindOfDelivery",
            "inputs-set: CompleteOrder",
            "inputs-set: NotifyOfDelivery",
            "inputs-set: CancelShipment",
            "inputs-set: NotifyOfRefusedCancellation",
            "inputs-set: CloseRejectedOrder",
            "inputs-set: NotifyOfRejection",
            "inputs-set: CloseCancelledOrder",
            "inputs-set: NotifyOfCancellation"),
        mutation(
            "another refusal is caught than the step's",
            change(
                "id=\"PaymentDeclined_error\" errorRef=\"Error_PAYMENT_DECLINED\"",
                "id=\"PaymentDeclined_error\" errorRef=\"Error_OUT_OF_STOCK\""),
            "refusals-caught: ChargePayment",
            "refusals-caught: PaymentDeclined"),
        mutation(
            "a refusal is not caught",
            m -> Models.without(m, "UnknownProduct"),
            "refusals-caught: ReserveInventory"),
        mutation(
            "everything is caught",
            cut(" errorRef=\"Error_ORDER_INVALID\""),
            "refusals-caught: OrderInvalid",
            "refusals-caught: CreateOrder"),
        mutation(
            "a refusal is caught twice",
            change(
                "id=\"UnknownProduct_error\" errorRef=\"Error_UNKNOWN_PRODUCT\"",
                "id=\"UnknownProduct_error\" errorRef=\"Error_OUT_OF_STOCK\""),
            "refusals-caught: ReserveInventory",
            "refusals-caught: UnknownProduct"),
        mutation(
            "an undo that undoes something else",
            change(
                "isForCompensation=\"true\" camunda:type=\"external\""
                    + " camunda:topic=\"payment.refund\"",
                "isForCompensation=\"true\" camunda:type=\"external\""
                    + " camunda:topic=\"inventory.release\""),
            "one-undo: ChargePayment"),
        mutation(
            "an undo that may refuse",
            change(
                "isForCompensation=\"true\" camunda:type=\"external\""
                    + " camunda:topic=\"payment.refund\"",
                "isForCompensation=\"true\" camunda:type=\"external\""
                    + " camunda:topic=\"shipping.cancel\""),
            "one-undo: ChargePayment",
            "refusals-caught: RefundPayment"),
        mutation(
            "an event of the undo chain that undoes everything",
            cut(" activityRef=\"ChargePayment\""),
            "one-undo: UndoCharge",
            "one-undo: ChargePayment"),
        mutation(
            "undone in the order in which it was done",
            m ->
                m.replace("activityRef=\"CommitInventory\"", "activityRef=\"?\"")
                    .replace("activityRef=\"ReserveInventory\"", "activityRef=\"CommitInventory\"")
                    .replace("activityRef=\"?\"", "activityRef=\"ReserveInventory\""),
            "one-undo: UndoCommit",
            "one-undo: UndoCommit",
            "one-undo: UndoCharge"),
        mutation(
            "a step without its undo",
            m ->
                Models.without(
                    m, "PaymentCharged_to_RefundPayment", "PaymentCharged", "RefundPayment"),
            "one-undo: ChargePayment",
            "one-undo: UndoCharge"),
        mutation(
            "a step that the customer cannot cancel",
            m -> Models.without(m, "BookShipmentCancelled"),
            "stoppable: BookShipment"),
        mutation(
            "a step that is given up without its undo",
            change(
                "sourceRef=\"PaymentUnavailable\" targetRef=\"ChargePaymentStopped\"",
                "sourceRef=\"PaymentUnavailable\" targetRef=\"UndoBegins\""),
            "stoppable: PaymentUnavailable"),
        mutation(
            "a pivot that is not there",
            change("name=\"pivot\" value=\"BookShipment\"", "name=\"pivot\" value=\"Nowhere\""),
            "pivot: order-process"),
        mutation(
            "a pivot that comes earlier: what is behind it cannot be stopped",
            change(
                "name=\"pivot\" value=\"BookShipment\"", "name=\"pivot\" value=\"ChargePayment\""),
            "stoppable: BookShipment"),
        mutation(
            "a way that is not connected",
            m -> Models.without(m, "RemindersLeft_no"),
            "reachable: RemindersUsedUp"),
        mutation(
            "a way without an end",
            m -> Models.without(m, "OrderDelivered"),
            "ends: CompleteOrder",
            "ends: NotifyOfDelivery"),
        mutation(
            "a gateway that turns in a circle",
            change(
                "sourceRef=\"RemindersLeft\" targetRef=\"RemindersUsedUp\"",
                "sourceRef=\"RemindersLeft\" targetRef=\"RemindersLeft\""),
            "ends: RemindersLeft",
            "reachable: RemindersUsedUp"),
        mutation(
            "an undo that gives up",
            m ->
                m.replaceFirst(
                    "(?s)(id=\"CancelShipment\".*?name=\"onRetriesExhausted\" value=\")incident",
                    "$1SHIPMENT_NOT_CANCELLABLE"),
            "settings: CancelShipment"),
        mutation(
            "a property that nobody reads",
            m -> m.replaceFirst("(?s)(id=\"ConfirmOrder\".*?name=\")retryCycle", "$1retrycycle"),
            "settings: ConfirmOrder"),
        mutation(
            "a property twice",
            m -> m.replaceFirst("(?s)(id=\"ConfirmOrder\".*?name=\")lockDuration", "$1warnAfter"),
            "settings: ConfirmOrder"),
        mutation(
            "a warning about a review that nobody understands",
            change("name=\"warnAfter\" value=\"PT12H\"", "name=\"warnAfter\" value=\"noon\""),
            "settings: ReviewOrder"),
        mutation(
            "a review that a worker is told to repeat",
            change("name=\"warnAfter\" value=\"PT12H\"", "name=\"retryCycle\" value=\"PT1S\""),
            "settings: ReviewOrder"),
        mutation(
            "a deadline that nobody understands",
            change(
                "name=\"orderDeadline\" value=\"PT1H\"", "name=\"orderDeadline\" value=\"1 hour\""),
            "deadline: order-process"),
        mutation(
            "a timer that nobody understands",
            m -> m.replaceFirst("(<bpmn:timeCycle [^>]*>)[^<]*", "$1every day"),
            "timers: ReminderDue"),
        mutation(
            "a repetition without a pause",
            m -> m.replaceFirst("(<bpmn:timeCycle [^>]*>)[^<]*", "$1R/PT0S"),
            "timers: ReminderDue"),
        mutation(
            "an id that Camunda Modeler made up",
            m ->
                m.replace("RemindersUsedUp\"", "Event_1x2y3z4\"")
                    .replace("RemindersUsedUp<", "Event_1x2y3z4<"),
            "speaking-ids: Event_1x2y3z4"),
        mutation(
            "two branches that set one variable",
            change(
                "<camunda:inputParameter name=\"notificationEvent\">CONFIRMED"
                    + "</camunda:inputParameter>",
                "<camunda:inputParameter name=\"notificationEvent\">CONFIRMED"
                    + "</camunda:inputParameter>"
                    + "<camunda:outputParameter name=\"outcome\">TOLD</camunda:outputParameter>"),
            "parallel-writes: OrderConfirmed"),
        mutation(
            "a reminder that sets what the order sets",
            change(
                "<camunda:outputParameter name=\"reminderCount\">${(reminderCount + 1)",
                "<camunda:outputParameter name=\"outcome\">REMINDED</camunda:outputParameter>"
                    + "<camunda:outputParameter name=\"reminderCount\">${(reminderCount + 1)"),
            "parallel-writes: ReminderDue"),
        mutation(
            "a task that is not drawn",
            m ->
                m.replaceFirst(
                    "(?s)<bpmndi:BPMNShape [^>]*bpmnElement=\"ConfirmOrder\".*?</bpmndi:BPMNShape>",
                    ""),
            "drawn: ConfirmOrder"),
        mutation(
            "a flow that is not drawn",
            m ->
                m.replaceFirst(
                    "(?s)<bpmndi:BPMNEdge"
                        + " [^>]*bpmnElement=\"RemindersLeft_yes\".*?</bpmndi:BPMNEdge>",
                    ""),
            "drawn: RemindersLeft_yes"),
        mutation(
            "an event that is drawn away from its task",
            m ->
                m.replaceFirst("(?s)(bpmnElement=\"ReminderDue\".*?<dc:Bounds x=\")\\d+", "$19000"),
            "drawn: ReminderDue"),
        mutation(
            "a table that is not in the deployment",
            change("camunda:decisionRef=\"order-review\"", "camunda:decisionRef=\"order-revue\""),
            "deployed-together: AssessOrder"));
  }

  @Test
  void everyRuleIsBrokenByAChangeOfTheRealDeployment() {
    Set<String> broken = new TreeSet<>();
    Stream.concat(mutations(), places())
        .flatMap(mutation -> ((List<?>) mutation.get()[2]).stream())
        .forEach(found -> broken.add(found.toString().split(":")[0]));
    List<Violation> oneFileMore = Models.check("order-process.groovy", Models.orderProcess());
    oneFileMore.forEach(violation -> broken.add(violation.rule()));
    assertThat(broken).isEqualTo(ModelRules.names());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutations")
  void breaksTheRule(String name, UnaryOperator<String> mutation, List<String> broken) {
    assertThat(found(mutation)).containsExactlyInAnyOrderElementsOf(broken);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retryCycle | 'PT1S,,PT2S'",
        "retryCycle | PT1S;PT2S",
        "retryCycle | -PT1S",
        "retryCycle | R/PT1S",
        "retryCycle | R101/PT1S",
        "retryCycle | P8D",
        "onRetriesExhausted | Incident",
        "onRetriesExhausted | OUT_OF_STOCK",
        "maxDeliveries | 0",
        "maxDeliveries | many",
        "maxDeliveries | 1000000",
        "lockDuration | 30s",
        "lockDuration | PT0S",
        "lockDuration | PT2H",
        "warnAfter | -PT1S"
      })
  void aSettingThatIsNotSaneIsNamed(String property, String value) {
    List<Violation> violations = Models.checkOrderProcess(set(property, value));
    assertThat(violations)
        .singleElement()
        .extracting(Violation::rule, Violation::element)
        .containsExactly("settings", "ChargePayment");
    assertThat(violations.get(0).sentence())
        .startsWith("ChargePayment has %s = \"%s\", which takes ".formatted(property, value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retryCycle | R5/PT10S",
        "retryCycle | 'PT1S, PT1M'",
        "retryCycle | ''",
        "retryCycle | P7D",
        "onRetriesExhausted | incident",
        "maxDeliveries | 1",
        "lockDuration | PT5S",
        "warnAfter | PT0.5S"
      })
  void aSettingThatIsSaneIsNoViolation(String property, String value) {
    assertThat(Models.checkOrderProcess(set(property, value))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<camunda:executionListener class=\"a.B\" event=\"start\" />",
        "<camunda:executionListener expression=\"${1}\" event=\"start\" />",
        "<camunda:executionListener event=\"end\"><camunda:script scriptFormat=\"groovy\">1"
            + "</camunda:script></camunda:executionListener>",
        "<camunda:taskListener class=\"a.B\" event=\"create\" />",
        "<camunda:connector><camunda:connectorId>http-connector</camunda:connectorId>"
            + "</camunda:connector>",
        "<camunda:field name=\"a\"><camunda:expression>${1}</camunda:expression></camunda:field>",
        "<camunda:errorEventDefinition expression=\"${true}\" errorRef=\"Error_EXPIRED\" />",
        "<camunda:in businessKey=\"#{execution.processBusinessKey}\" />",
        "<activiti:executionListener xmlns:activiti=\"http://activiti.org/bpmn\" class=\"a.B\""
            + " event=\"start\" />",
        "<any:thing xmlns:any=\"http://example.com\" />"
      })
  void noExtensionBringsCode(String extension) {
    assertThat(
            found(
                m ->
                    m.replaceFirst(
                        "(?s)(id=\"ConfirmOrder\".*?</camunda:properties>)",
                        "$1" + java.util.regex.Matcher.quoteReplacement(extension))))
        .contains("allowed-content: ConfirmOrder")
        .allMatch(found -> found.endsWith(": ConfirmOrder"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "camunda:class=\"a.B\"",
        "camunda:expression=\"${1 == 1}\"",
        "camunda:delegateExpression=\"${bean}\"",
        "activiti:class=\"a.B\" xmlns:activiti=\"http://activiti.org/bpmn\"",
        "camunda:resultVariable=\"x\"",
        "operationRef=\"Run\""
      })
  void noAttributeBringsCode(String attribute) {
    assertThat(
            found(
                change(
                    "<bpmn:serviceTask id=\"ConfirmOrder\"",
                    "<bpmn:serviceTask id=\"ConfirmOrder\" " + attribute)))
        .contains("allowed-content: ConfirmOrder")
        .allMatch(found -> found.endsWith(": ConfirmOrder"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${''.getClass().forName('java.lang.Runtime') == null}",
        "${failureReason.class == null}",
        "${failureReason['class'] == null}",
        "${execution.setVariable('a', 1) == null}",
        "${execution != null}",
        "#{execution.id == 'x'}",
        "${task.name == ''}",
        "${authenticatedUserId == 'admin'}",
        "${processEngine != null}",
        "${orderIntake.start() == null}",
        "${failureReason.toString().getClass() == null}",
        "${failureReason.replaceAll('a', 'b') == 'c'}",
        "${dateTime().toString() == ''}",
        "${now(failureReason) == null}",
        "${empty failureReason ? execution.id : true}",
        "${true}${failureReason.bytes}",
        "${failureReason == 'a' || ''.getClass() == null}",
        "${failureReason",
        "true"
      })
  void aConditionReachesNothingButVariables(String condition) {
    String text = condition.replace("&", "&amp;").replace("<", "&lt;");
    assertThat(found(change("${failureReason == 'CANCELLED'}", text)))
        .contains("allowed-expressions: CancelledByCustomer_yes")
        .allMatch(found -> found.endsWith(": CancelledByCustomer_yes"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${failureReason != 'CANCELLED' && customerId.startsWith('a')}",
        "${not empty failureReason or currency eq 'EUR'}",
        "${lines.length() > 10 ? true : false}",
        "#{failureReason == null}",
        "${(1 + 2) * 3 >= 9}"
      })
  void anOrdinaryConditionIsAllowed(String condition) {
    String text = condition.replace("&", "&amp;").replace("<", "&lt;");
    assertThat(found(change("${failureReason == 'CANCELLED'}", text))).isEmpty();
  }

  static Stream<Arguments> places() {
    String attack = "\\${''.getClass()}";
    return Stream.of(
        mutation(
            "a name",
            change("name=\"Confirm order\"", "name=\"" + attack.substring(1) + "\""),
            "allowed-expressions: ConfirmOrder"),
        mutation(
            "a topic",
            change("\"order.confirm\"", "\"${orderId}\""),
            "allowed-expressions: ConfirmOrder",
            "known-step: ConfirmOrder"),
        mutation(
            "a setting",
            m ->
                m.replaceFirst(
                    "(?s)(id=\"ConfirmOrder\".*?name=\"warnAfter\" value=\")[^\"]*", "$1" + attack),
            "allowed-expressions: ConfirmOrder",
            "settings: ConfirmOrder"),
        mutation(
            "a description",
            change("The order stands. Its status becomes CONFIRMED.", attack.substring(1)),
            "allowed-expressions: ConfirmOrder"),
        mutation(
            "an output",
            change("name=\"outcome\">DELIVERED", "name=\"outcome\">" + attack.substring(1)),
            "allowed-expressions: CompleteOrder"),
        mutation(
            "an input",
            change("name=\"notificationEvent\">DELIVERED", "name=\"notificationEvent\">a ${b.c} d"),
            "allowed-expressions: NotifyOfDelivery",
            "allowed-expressions: NotifyOfDelivery",
            "inputs-set: NotifyOfDelivery"),
        mutation(
            "a timer",
            m -> m.replaceFirst("(<bpmn:timeCycle [^>]*>)[^<]*", "$1R3/PT" + attack + "H"),
            "allowed-expressions: ReminderDue"),
        mutation(
            "a message's name",
            change("name=\"DELIVERED\"", "name=\"${orderId}\""),
            "allowed-expressions: Message_DELIVERED"),
        mutation(
            "an error's code",
            change("errorCode=\"SHIPPING_REJECTED\"", "errorCode=\"${orderId}\""),
            "allowed-expressions: Error_SHIPPING_REJECTED",
            "refusals-caught: ShippingRejected",
            "refusals-caught: BookShipment"),
        mutation(
            "a priority",
            change(
                "<bpmn:serviceTask id=\"ConfirmOrder\"",
                "<bpmn:serviceTask id=\"ConfirmOrder\" camunda:taskPriority=\""
                    + attack.substring(1)
                    + "\""),
            "allowed-expressions: ConfirmOrder"),
        mutation(
            "a condition's language",
            change(
                "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">${failureReason",
                "<bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\""
                    + " language=\"groovy\">${failureReason"),
            "allowed-content: CancelledByCustomer_yes"),
        mutation(
            "a script in a parameter",
            change(
                "name=\"outcome\">DELIVERED",
                "name=\"outcome\"><camunda:script scriptFormat=\"groovy\">1</camunda:script>"),
            "allowed-content: CompleteOrder"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("places")
  void noPlaceIsForgotten(String name, UnaryOperator<String> mutation, List<String> broken) {
    assertThat(found(mutation).stream().distinct().toList())
        .containsExactlyInAnyOrderElementsOf(broken.stream().distinct().toList());
  }

  private static List<String> found(UnaryOperator<String> mutation) {
    String model = Models.orderProcess();
    String changed = mutation.apply(model);
    assertThat(changed).isNotEqualTo(model);
    return Models.checkOrderProcess(changed).stream()
        .map(violation -> violation.rule() + ": " + violation.element())
        .toList();
  }

  private static String set(String property, String value) {
    String changed =
        Models.orderProcess()
            .replaceFirst(
                "(?s)(id=\"ChargePayment\".*?name=\"" + property + "\" value=\")[^\"]*",
                "$1" + value);
    return changed;
  }

  private static Arguments mutation(String name, UnaryOperator<String> change, String... broken) {
    return arguments(name, change, List.of(broken));
  }

  private static UnaryOperator<String> change(String old, String changed) {
    return model -> Models.replace(model, old, changed);
  }

  private static UnaryOperator<String> cut(String old) {
    return change(old, "");
  }
}

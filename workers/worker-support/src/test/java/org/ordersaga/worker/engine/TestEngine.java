package org.ordersaga.worker.engine;

import java.util.Map;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.ordersaga.test.TestPostgres;
import org.ordersaga.worker.access.AccessAutoConfiguration;
import org.ordersaga.worker.execution.StepExecutionAutoConfiguration;
import org.ordersaga.worker.settings.SettingsAutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.data.jpa.JpaRepositoriesAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;

/**
 * A real engine with its REST API and a login, in a Spring context of its own. There is one in a
 * JVM, and it is never closed: engine-rest answers waiting fetches by one static thread, which the
 * end of the first context would end for all.
 */
final class TestEngine {

  static final String USER = "test-worker";
  static final String PASSWORD = "engine-secret";

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      exclude = {
        AccessAutoConfiguration.class,
        EngineAutoConfiguration.class,
        StepExecutionAutoConfiguration.class,
        SettingsAutoConfiguration.class,
        FlywayAutoConfiguration.class,
        HibernateJpaAutoConfiguration.class,
        JpaRepositoriesAutoConfiguration.class
      })
  @Import(TestReports.class)
  static class Application {

    @Bean
    SecurityFilterChain loginForAll(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
          .httpBasic(Customizer.withDefaults())
          .csrf(AbstractHttpConfigurer::disable)
          .build();
    }
  }

  private static TestEngine running;

  private final ServletWebServerApplicationContext context;
  final RuntimeService runtime;
  final ExternalTaskService tasks;
  final HistoryService history;
  final TestReports reports;
  private final RepositoryService repository;

  /** The running engine; it starts at the first call and ends with the JVM. */
  static synchronized TestEngine running() {
    if (running == null) {
      running = new TestEngine();
    }
    return running;
  }

  private TestEngine() {
    context =
        (ServletWebServerApplicationContext)
            new SpringApplicationBuilder(Application.class)
                .registerShutdownHook(false)
                .properties(
                    "spring.config.name=none",
                    "spring.datasource.url=" + TestPostgres.createDatabase("engine"),
                    "spring.datasource.username=" + TestPostgres.USER,
                    "spring.datasource.password=" + TestPostgres.USER,
                    "spring.security.user.name=" + USER,
                    "spring.security.user.password=" + PASSWORD,
                    "camunda.bpm.history-level=full",
                    "camunda.bpm.job-execution.enabled=false",
                    "camunda.bpm.generic-properties.properties.historyTimeToLive=P1D",
                    "camunda.bpm.generic-properties.properties.enableExceptionsAfterUnhandledBpmnError=true",
                    "logging.level.org.camunda=error",
                    "server.port=0")
                .run();
    ProcessEngine engine = context.getBean(ProcessEngine.class);
    runtime = engine.getRuntimeService();
    tasks = engine.getExternalTaskService();
    history = engine.getHistoryService();
    repository = engine.getRepositoryService();
    reports = context.getBean(TestReports.class);
  }

  int port() {
    return context.getWebServer().getPort();
  }

  /** A process of one task whose refusals UNAVAILABLE and OUT_OF_STOCK are drawn. */
  void deploy(String key, String topic, Map<String, String> properties) {
    deploy(
        key,
        properties,
        Bpmn.createExecutableProcess(key)
            .startEvent()
            .serviceTask("step")
            .camundaExternalTask(topic)
            .endEvent("done")
            .moveToActivity("step")
            .boundaryEvent("refused")
            .errorEventDefinition()
            .errorCodeVariable("failureReason")
            .errorMessageVariable("failureMessage")
            .errorEventDefinitionDone()
            .endEvent("rejected")
            .done());
  }

  /** A process whose gateway behind the task fails until the variable {@code fixed} is there. */
  void deployFailingBehind(String key, String topic, Map<String, String> properties) {
    deploy(
        key,
        properties,
        Bpmn.createExecutableProcess(key)
            .startEvent()
            .serviceTask("step")
            .camundaExternalTask(topic)
            .exclusiveGateway("gateway")
            .condition("fixed", "${fixed}")
            .endEvent("done")
            .moveToNode("gateway")
            .condition("not fixed", "${!fixed}")
            .endEvent("not-done")
            .done());
  }

  /** A process whose end event has a listener. */
  void deployListenerBehind(
      String key,
      String topic,
      Class<? extends ExecutionListener> listener,
      Map<String, String> properties) {
    deploy(
        key,
        properties,
        Bpmn.createExecutableProcess(key)
            .startEvent()
            .serviceTask("step")
            .camundaExternalTask(topic)
            .endEvent("done")
            .camundaExecutionListenerClass("start", listener)
            .done());
  }

  /** As a defect in a listener. */
  public static final class FailingListener implements ExecutionListener {
    @Override
    public void notify(DelegateExecution execution) {
      throw new IllegalStateException("broken");
    }
  }

  /** As a listener that checks something, and for which engine-rest answers 400. */
  public static final class RefusingListener implements ExecutionListener {
    @Override
    public void notify(DelegateExecution execution) {
      throw new BadUserRequestException("not now");
    }
  }

  private void deploy(String key, Map<String, String> properties, BpmnModelInstance model) {
    CamundaProperties element = model.newInstance(CamundaProperties.class);
    properties.forEach(
        (name, value) -> {
          CamundaProperty property = model.newInstance(CamundaProperty.class);
          property.setCamundaName(name);
          property.setCamundaValue(value);
          element.addChildElement(property);
        });
    ServiceTask step = model.getModelElementById("step");
    step.builder().addExtensionElement(element);
    repository.createDeployment().addModelInstance(key + ".bpmn", model).deploy();
  }

  void start(String key, String orderId) {
    runtime.startProcessInstanceByKey(
        key, orderId, Map.of("orderId", orderId, "amount", 250L, "lines", "[]"));
  }

  ExternalTask task(String orderId) {
    return tasks.createExternalTaskQuery().processInstanceId(instance(orderId)).singleResult();
  }

  /** Id of the end event that the order's process reached, or null. */
  String end(String orderId) {
    return history
        .createHistoricActivityInstanceQuery()
        .processInstanceId(instance(orderId))
        .activityType("noneEndEvent")
        .list()
        .stream()
        .map(event -> event.getActivityId())
        .findFirst()
        .orElse(null);
  }

  Object variable(String orderId, String name) {
    return history
        .createHistoricVariableInstanceQuery()
        .processInstanceId(instance(orderId))
        .variableName(name)
        .singleResult()
        .getValue();
  }

  String instance(String orderId) {
    return history
        .createHistoricProcessInstanceQuery()
        .processInstanceBusinessKey(orderId)
        .singleResult()
        .getId();
  }

  /** A task left behind would disturb the next test. */
  void deleteAll() {
    runtime
        .createProcessInstanceQuery()
        .list()
        .forEach(left -> runtime.deleteProcessInstance(left.getId(), "end of test"));
  }
}

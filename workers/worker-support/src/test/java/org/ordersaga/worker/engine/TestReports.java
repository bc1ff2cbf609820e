package org.ordersaga.worker.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.rest.dto.externaltask.CompleteExternalTaskDto;
import org.camunda.bpm.engine.rest.dto.externaltask.ExternalTaskBpmnError;
import org.camunda.bpm.engine.rest.dto.externaltask.FetchExternalTasksExtendedDto;
import org.camunda.bpm.engine.rest.dto.externaltask.LockedExternalTaskDto;
import org.camunda.bpm.engine.rest.exception.ExceptionHandlerHelper;
import org.camunda.bpm.engine.rest.mapper.JacksonConfigurator;
import org.camunda.bpm.engine.rest.sub.externaltask.ExternalTaskResource;
import org.camunda.bpm.engine.rest.sub.externaltask.impl.ExternalTaskResourceImpl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Takes reports together as process-app does, but each in a transaction of its own. */
@RestController
class TestReports {

  /** How many reports came in each request. */
  final List<Integer> sizes = new CopyOnWriteArrayList<>();

  final AtomicInteger carried = new AtomicInteger();
  volatile boolean offered = true;

  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final AtomicInteger held = new AtomicInteger();

  private final ProcessEngine engine;
  private final ObjectMapper json = JacksonConfigurator.configureObjectMapper(new ObjectMapper());

  TestReports(ProcessEngine engine) {
    this.engine = engine;
  }

  /** From now on nothing is answered, though it is done, until the returned latch is opened. */
  CountDownLatch hold() {
    held.set(0);
    gate = new CountDownLatch(1);
    return gate;
  }

  boolean holds() {
    return held.get() > 0;
  }

  @PostMapping(SharedReports.PATH)
  ResponseEntity<String> take(@RequestBody String body) throws Exception {
    if (!offered) {
      return ResponseEntity.notFound().build();
    }
    JsonNode batch = json.readTree(body);
    sizes.add(batch.get("reports").size());
    ObjectNode answer = json.createObjectNode();
    ArrayNode results = answer.putArray("results");
    int done = 0;
    for (JsonNode report : batch.get("reports")) {
      done += take(report, results.addObject()) ? 1 : 0;
    }
    if (done > 0 && batch.get("fetch").isObject()) {
      FetchExternalTasksExtendedDto fetch =
          json.treeToValue(batch.get("fetch"), FetchExternalTasksExtendedDto.class);
      fetch.setMaxTasks(Math.min(fetch.getMaxTasks(), done));
      List<LockedExternalTaskDto> tasks =
          LockedExternalTaskDto.fromLockedExternalTasks(fetch.buildQuery(engine).execute());
      carried.addAndGet(tasks.size());
      answer.set("tasks", json.valueToTree(tasks));
    }
    held.incrementAndGet();
    gate.await();
    return ResponseEntity.ok(json.writeValueAsString(answer));
  }

  private boolean take(JsonNode report, ObjectNode result) throws JsonProcessingException {
    ExternalTaskResource task =
        new ExternalTaskResourceImpl(engine, report.get("taskId").textValue(), json);
    try {
      if (report.has("complete")) {
        task.complete(json.treeToValue(report.get("complete"), CompleteExternalTaskDto.class));
      } else {
        task.handleBpmnError(
            json.treeToValue(report.get("bpmnError"), ExternalTaskBpmnError.class));
      }
      result.put("status", 204);
      return true;
    } catch (RuntimeException e) {
      try (Response refusal = ExceptionHandlerHelper.getInstance().getResponse(e)) {
        result.put("status", refusal.getStatus());
        result.set("error", json.valueToTree(refusal.getEntity()));
      }
      return false;
    }
  }
}

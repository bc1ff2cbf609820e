package org.ordersaga.process.story;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Tells an order's story; with an ETag, so that a page that looks again gets only what is new. */
@RestController
class StoryController {

  private static final String PROBLEM = "application/problem+json";

  private final Stories stories;
  private final RepositoryService repository;
  private final ObjectMapper json;

  StoryController(Stories stories, RepositoryService repository, ObjectMapper json) {
    this.stories = stories;
    this.repository = repository;
    this.json = json;
  }

  @GetMapping(
      path = "/api/operations/orders/{id}/story",
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Tag(name = "Operations")
  @Operation(
      summary = "Read an order's story",
      description =
          "For operators; ended orders too. Where it stands, what happened in which order, what was"
              + " decided on which inputs, what is not settled, and what can be done about it. With"
              + " If-None-Match, what has not changed is answered with 304.")
  @ApiResponse(
      responseCode = "200",
      description = "The story",
      content = @Content(schema = @Schema(implementation = OrderStory.class)))
  @ApiResponse(
      responseCode = "404",
      description = "No such order",
      content = @Content(mediaType = PROBLEM))
  ResponseEntity<byte[]> forOperators(@PathVariable String id) {
    return tagged(stories.forOperators(id));
  }

  @GetMapping(
      path = "/api/operations/orders/{id}/model",
      produces = MediaType.APPLICATION_XML_VALUE)
  @Tag(name = "Operations")
  @Operation(summary = "Get the model that an order runs on", description = "BPMN XML, as deployed")
  @ApiResponse(responseCode = "200", description = "BPMN XML")
  @ApiResponse(
      responseCode = "404",
      description = "No such order, or the engine has forgotten it",
      content = @Content(mediaType = PROBLEM))
  ResponseEntity<byte[]> modelForOperators(@PathVariable String id) {
    return xml(Bpmn.convertToString(model(id)));
  }

  @GetMapping(path = "/api/orders/{id}/story", produces = MediaType.APPLICATION_JSON_VALUE)
  @Tag(name = "Orders")
  @Operation(
      summary = "Read an order's story as its customer",
      description =
          "In a customer's words and without what is internal. With If-None-Match, what has not"
              + " changed is answered with 304.")
  @ApiResponse(
      responseCode = "200",
      description = "The story",
      content = @Content(schema = @Schema(implementation = ClientStory.class)))
  @ApiResponse(
      responseCode = "404",
      description = "No such order",
      content = @Content(mediaType = PROBLEM))
  ResponseEntity<byte[]> forClients(@PathVariable String id) {
    return tagged(stories.forClients(id));
  }

  @GetMapping(path = "/api/orders/{id}/model", produces = MediaType.APPLICATION_XML_VALUE)
  @Tag(name = "Orders")
  @Operation(
      summary = "Get the drawing of the process that an order runs on",
      description = "BPMN XML without what says how a step is carried out")
  @ApiResponse(responseCode = "200", description = "BPMN XML")
  @ApiResponse(
      responseCode = "404",
      description = "No such order, or the engine has forgotten it",
      content = @Content(mediaType = PROBLEM))
  ResponseEntity<byte[]> modelForClients(@PathVariable String id) {
    return xml(PublicModel.of(model(id)));
  }

  private BpmnModelInstance model(String orderId) {
    return stories
        .definitionId(orderId)
        .map(repository::getBpmnModelInstance)
        .orElseThrow(StoryController::notFound);
  }

  private ResponseEntity<byte[]> tagged(Optional<?> story) {
    try {
      byte[] body = json.writeValueAsBytes(story.orElseThrow(StoryController::notFound));
      return ResponseEntity.ok()
          .eTag(DigestUtils.md5DigestAsHex(body))
          .contentType(MediaType.APPLICATION_JSON)
          .body(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A story cannot be written", e);
    }
  }

  private static ResponseEntity<byte[]> xml(String model) {
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_XML)
        .body(model.getBytes(StandardCharsets.UTF_8));
  }

  private static ErrorResponseException notFound() {
    ErrorResponseException problem = new ErrorResponseException(HttpStatus.NOT_FOUND);
    problem.setDetail("There is no such order.");
    return problem;
  }
}

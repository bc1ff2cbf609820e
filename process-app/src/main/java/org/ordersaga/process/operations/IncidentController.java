package org.ordersaga.process.operations;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Incidents by cause, and their retries. */
@RestController
@RequestMapping("/api/operations/incidents")
@Tag(name = "Operations")
class IncidentController {

  private static final String PROBLEM = "application/problem+json";

  private final Incidents incidents;
  private final IncidentRaises raises;

  IncidentController(Incidents incidents, IncidentRaises raises) {
    this.incidents = incidents;
    this.raises = raises;
  }

  @GetMapping("/causes")
  @Operation(
      summary = "Incidents by cause",
      description =
          "For operators. A cause is a topic and the code that the message begins with; the cause"
              + " with the most incidents first.")
  List<Incidents.Cause> causes() {
    return incidents.causes();
  }

  @PostMapping(path = "/raises", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Raise the retries of all incidents of one cause",
      description =
          "For operators. Each is tried once more. While a raise of the same cause runs, a repeat is"
              + " answered with that one.")
  @ApiResponse(responseCode = "202", description = "Begun; the Location tells how far it is")
  @ApiResponse(
      responseCode = "400",
      description = "The request is invalid; every bad field is named",
      content = @Content(mediaType = PROBLEM))
  @ApiResponse(
      responseCode = "409",
      description = "There is no such incident",
      content = @Content(mediaType = PROBLEM))
  ResponseEntity<IncidentRaises.Raise> raise(
      @Valid @RequestBody Requests.Raise request, Principal operator) {
    IncidentRaises.Raise raise =
        raises.raise(request.topic(), request.code(), operator.getName(), request.reason());
    return ResponseEntity.accepted()
        .location(URI.create("/api/operations/incidents/raises/" + raise.id()))
        .body(raise);
  }

  @GetMapping("/raises/{id}")
  @Operation(summary = "How far a raise is", description = "For operators.")
  @ApiResponse(
      responseCode = "404",
      description = "No such raise",
      content = @Content(mediaType = PROBLEM))
  IncidentRaises.Raise raise(@PathVariable String id) {
    return raises
        .find(id)
        .orElseThrow(() -> Refusals.notFound("There is no such raise of retries."));
  }
}

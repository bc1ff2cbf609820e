package org.ordersaga.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.stream.StreamSupport;

/** What the sandbox answered. */
public record Answer(int status, String body, HttpHeaders headers) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The body as JSON. */
  public JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError("Not JSON: " + body, e);
    }
  }

  /** A field of the body, as text. */
  public String text(String field) {
    return json().path(field).asText();
  }

  /** A field of the body, as a number. */
  public long number(String field) {
    return json().path(field).asLong();
  }

  /** The fields that a refusal of bad input names. */
  public List<String> badFields() {
    return StreamSupport.stream(json().path("errors").spliterator(), false)
        .map(error -> error.path("field").asText())
        .toList();
  }
}

package org.ordersaga.process.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/** What a worker sends: reports that were ready at the same moment, and what it can take next. */
@Schema(name = "ReportBatch")
record ReportBatch(
    @NotNull(message = COUNT) @Size(min = 1, max = MOST, message = COUNT) @Valid
        List<@NotNull(message = "must not be null") Report> reports,
    @Schema(
            implementation = Object.class,
            description =
                "As the body of engine-rest's fetchAndLock, but never waits; null to fetch nothing."
                    + " Brings as many tasks as reports were accepted, at most.")
        JsonNode fetch) {

  static final int MOST = 100;

  private static final String COUNT = "must have 1 to " + MOST + " reports";

  /** One report, of one of two kinds. */
  @Schema(name = "TaskReport")
  record Report(
      @NotNull(message = TASK) @Pattern(regexp = "[\\x21-\\x7e]{1,64}", message = TASK)
          String taskId,
      @Schema(
              implementation = Object.class,
              description = "As the body of engine-rest's complete; or null")
          JsonNode complete,
      @Schema(
              implementation = Object.class,
              description = "As the body of engine-rest's bpmnError; or null")
          JsonNode bpmnError) {

    private static final String TASK = "must have 1 to 64 printable ASCII characters";

    boolean completes() {
      return isThere(complete);
    }

    /** Whether it says what became of the task, and only once. */
    boolean saysOneThing() {
      return completes() != isThere(bpmnError);
    }
  }

  boolean fetches() {
    return isThere(fetch);
  }

  private static boolean isThere(JsonNode node) {
    return node != null && !node.isNull();
  }
}

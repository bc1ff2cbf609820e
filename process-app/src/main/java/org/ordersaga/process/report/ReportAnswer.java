package org.ordersaga.process.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** What became of the reports, in their order, and of the fetch. */
@Schema(name = "ReportAnswer")
record ReportAnswer(
    List<Result> results,
    @Schema(description = "Null if nothing was fetched") Result fetch,
    @Schema(
            implementation = Object.class,
            description = "The tasks that were fetched, as engine-rest tells them; or null")
        JsonNode tasks) {

  /** What engine-rest would have answered to this one alone. */
  @Schema(name = "ReportResult")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Result(
      @Schema(
              description =
                  "The HTTP status; below 300 it is done, 503 without an error: not tried",
              example = "204")
          int status,
      @Schema(implementation = Object.class, description = "The body, if it was refused")
          JsonNode error) {

    static final Result DONE = new Result(204, null);

    boolean wasDone() {
      return status < 300;
    }

    boolean wasTried() {
      return wasDone() || error != null;
    }
  }
}

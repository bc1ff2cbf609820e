package org.ordersaga.process.report;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.util.List;
import org.ordersaga.process.report.ReportAnswer.Result;
import org.ordersaga.process.report.ReportBatch.Report;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Where workers report on several tasks at once; engine-rest takes them one by one. */
@RestController
@Tag(name = "Workers")
class ReportController {

  private final TaskReports reports;

  ReportController(TaskReports reports) {
    this.reports = reports;
  }

  @PostMapping(
      path = "/api/external-tasks/reports",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Report on several tasks at once",
      description =
          "For workers. All in one transaction; if one of them cannot be done, each in a transaction"
              + " of its own. The answer says for each what engine-rest would have said. What is"
              + " fetched is fetched after that, in another transaction.")
  @ApiResponse(responseCode = "200", description = "Tried; the results say what became of each")
  @ApiResponse(
      responseCode = "400",
      description = "Invalid, and nothing was tried; every bad field is named",
      content = @Content(mediaType = "application/problem+json"))
  ReportAnswer take(@Valid @RequestBody ReportBatch batch) {
    if (!batch.reports().stream().allMatch(Report::saysOneThing)) {
      ErrorResponseException problem = new ErrorResponseException(HttpStatus.BAD_REQUEST);
      problem.setDetail("Each report needs either complete or bpmnError.");
      throw problem;
    }
    List<Result> results = reports.take(batch.reports());
    int done = (int) results.stream().filter(Result::wasDone).count();
    // Where reports take too long, nobody may wait any more for what would be fetched.
    return batch.fetches() && done > 0 && results.stream().allMatch(Result::wasTried)
        ? reports.fetch(results, batch.fetch(), done)
        : new ReportAnswer(results, null, null);
  }
}

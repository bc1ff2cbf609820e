package org.ordersaga.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.ordersaga.worker.step.TechnicalFailure;

class FailureReportTest {

  @Test
  void messagesOfForeignExceptionsStayOutBecauseTheyMayQuoteACustomersData() {
    FailureReport report =
        FailureReport.of(
            "order.create",
            new IllegalStateException(
                "ada@example.com", new SQLException("Key (email)=(ada@example.com)", "23505")));

    assertThat(report.message())
        .isEqualTo(
            "STEP_FAILED: order.create failed with IllegalStateException; see the error details.");
    assertThat(report.details())
        .contains("Caused by: java.sql.SQLException: SQL state 23505")
        .doesNotContain("ada@example.com");
  }

  @Test
  void aNamedFailureShowsItsCodeAndSentence() {
    FailureReport report =
        FailureReport.of(
            "payment.charge",
            new TechnicalFailure("PROVIDER_TIMEOUT", "The provider did not answer.", null));

    assertThat(report.message()).isEqualTo("PROVIDER_TIMEOUT: The provider did not answer.");
    assertThat(report.details()).contains("PROVIDER_TIMEOUT: The provider did not answer.");
  }

  @Test
  void aMessageHasFewerThan200Characters() {
    assertThat(FailureReport.of("CODE", "x".repeat(500)).message()).hasSizeLessThan(200);
  }
}

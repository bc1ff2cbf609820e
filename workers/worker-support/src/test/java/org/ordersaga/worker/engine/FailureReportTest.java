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
            4,
            new IllegalStateException(
                "ada@example.com", new SQLException("Key (email)=(ada@example.com)", "23505")));

    assertThat(report.message())
        .isEqualTo(
            "STEP_FAILED: order.create failed 4 times with IllegalStateException; check the error details and the worker's log.");
    assertThat(report.details())
        .contains("Caused by: java.sql.SQLException: SQL state 23505")
        .doesNotContain("ada@example.com");
  }

  @Test
  void aNamedFailureShowsItsCodeAndSentence() {
    FailureReport report =
        FailureReport.of(
            "payment.charge",
            1,
            new TechnicalFailure("PROVIDER_TIMEOUT", "no answer; check whether it is slow", null));

    assertThat(report.message())
        .isEqualTo(
            "PROVIDER_TIMEOUT: payment.charge failed once: no answer; check whether it is slow.");
    assertThat(report.details()).contains("PROVIDER_TIMEOUT: no answer; check whether it is slow");
  }

  @Test
  void aMessageHasFewerThan200CharactersAndItsCodeIsNeverCut() {
    assertThat(FailureReport.of("CODE", "x".repeat(500)).message())
        .hasSizeLessThan(200)
        .startsWith("CODE: x")
        .endsWith("x...");
  }

  @Test
  void theLongestProviderMessageIsNotCut() {
    FailureReport report =
        FailureReport.of(
            "shipping.cancel",
            100,
            new TechnicalFailure(
                "PROVIDER_REJECTED_CALL",
                "the payment provider answered 422 (POST /payments/charges/{id}/refunds);"
                    + " check the order's variables and ORDERSAGA_PAYMENTS_URL",
                null));

    assertThat(report.message()).endsWith("ORDERSAGA_PAYMENTS_URL.");
  }

  @Test
  void whatToCheckIsStillThereBehindTheLongestNameOfAnException() {
    class AnExceptionWhoseNameIsLongerThanAnybodyShouldEverWantItToBeInAnyLanguage
        extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }

    assertThat(
            FailureReport.of(
                    "inventory.uncommit",
                    100,
                    new AnExceptionWhoseNameIsLongerThanAnybodyShouldEverWantItToBeInAnyLanguage())
                .message())
        .endsWith("; check the error details and the worker's log.");
  }
}

package org.ordersaga.process.rules;

import org.camunda.bpm.engine.ParseException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The application brings a model that must not be deployed. */
class RefusedModelAnalyzer extends AbstractFailureAnalyzer<ParseException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, ParseException cause) {
    return new FailureAnalysis(
        "The application's own model cannot be deployed:\n" + cause.getMessage(),
        "Correct the model, look at it with \"./start model check FILE...\", build and start again."
            + " Orders that wait are not affected.",
        rootFailure);
  }
}

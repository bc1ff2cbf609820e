package org.ordersaga.process.startup;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

class BadConfigurationAnalyzer extends AbstractFailureAnalyzer<BadConfiguration> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, BadConfiguration cause) {
    return new FailureAnalysis(cause.getMessage(), null, rootFailure);
  }
}

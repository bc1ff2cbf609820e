package org.ordersaga.system.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;

/** The process model: as it is released, and with times that fit into a run. */
final class Model {

  /** How long the quick model's tasks stay with a worker that died. */
  static final Duration LOCK = Duration.ofSeconds(5);

  private Model() {}

  static String released() {
    try {
      return Files.readString(
          Folders.project().resolve("process-app/src/main/resources/bpmn/order-process.bpmn"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The released model with short locks and short pauses; all the rest is the same. */
  static String quick() {
    return released()
        .replaceAll(
            "name=\"lockDuration\" value=\"[^\"]+\"",
            "name=\"lockDuration\" value=\"" + LOCK + "\"")
        .replaceAll(
            "name=\"retryCycle\" value=\"PT5S,[^\"]+\"", "name=\"retryCycle\" value=\"R10/PT2S\"")
        .replaceAll(
            "name=\"retryCycle\" value=\"PT10S,[^\"]+\"", "name=\"retryCycle\" value=\"R20/PT3S\"")
        .replaceAll(
            "name=\"retryCycle\" value=\"PT1S,PT5S,PT15S,PT1M,PT5M\"",
            "name=\"retryCycle\" value=\"R10/PT2S\"");
  }
}

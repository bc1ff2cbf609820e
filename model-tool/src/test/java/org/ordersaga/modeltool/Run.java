package org.ordersaga.modeltool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import picocli.CommandLine;

/** A run of the command: what it said, and how it ended. */
public record Run(int exitCode, String out, String err) {

  /** Runs the command against an engine, with the right password. */
  public static Run on(String url, String... arguments) {
    return in(
        Map.of(
            "ORDERSAGA_PROCESS_APP_URL",
            url,
            "ORDERSAGA_PROCESS_OWNER_PASSWORD",
            "process-owner-secret"),
        arguments);
  }

  /** Runs the command in an environment. */
  public static Run in(Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        ModelTool.command(environment)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    int exitCode = ModelTool.run(command, arguments);
    return new Run(exitCode, out.toString(), err.toString());
  }

  public JsonNode json() {
    try {
      return new ObjectMapper().readTree(out);
    } catch (IOException e) {
      throw new UncheckedIOException(out + err, e);
    }
  }
}

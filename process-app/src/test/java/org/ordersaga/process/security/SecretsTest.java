package org.ordersaga.process.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ordersaga.process.Http;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.identity.EngineUser;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Passwords are in no answer, whoever asks, and in no line of the log. */
@ProcessAppTest
@ExtendWith(OutputCaptureExtension.class)
class SecretsTest {

  @LocalServerPort int port;

  @Test
  void noAnswerAndNoLogLineHoldsAPassword(CapturedOutput output) {
    List<String> secrets =
        Stream.of(EngineUser.values()).map(user -> user.id() + "-secret").toList();
    for (String path :
        List.of(
            "/actuator",
            "/actuator/info",
            "/actuator/health",
            "/actuator/metrics",
            "/actuator/prometheus",
            "/actuator/env",
            "/actuator/configprops",
            "/actuator/beans",
            "/actuator/loggers",
            "/actuator/threaddump",
            "/actuator/mappings",
            "/error",
            "/nothing",
            "/api/orders?page=x",
            "/engine-rest/user",
            "/engine-rest/process-instance?maxResults=x")) {
      for (String user : List.of("admin", "operator", "client")) {
        Http.Reply reply = Http.as(port, user).get(path);
        assertThat(reply.status()).as(path).isLessThan(500);
        assertThat(reply.body()).as(path).doesNotContain(secrets);
        assertThat(reply.headers().map().toString()).as(path).doesNotContain(secrets);
      }
    }
    for (String exposed : List.of("env", "configprops", "beans", "heapdump", "threaddump")) {
      assertThat(Http.as(port, "admin").get("/actuator/" + exposed).status()).isEqualTo(404);
    }
    Http.as(port, "client", "client-secret-mistyped").get("/api/orders");
    assertThat(output.getAll()).doesNotContain(secrets).doesNotContain("mistyped");
  }
}

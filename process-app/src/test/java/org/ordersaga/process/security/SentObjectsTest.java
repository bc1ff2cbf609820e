package org.ordersaga.process.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.WebappSession;
import org.springframework.boot.test.web.server.LocalServerPort;

/** {@link BareEngineTest} shows that an upload builds any object; here it builds none. */
@ProcessAppTest
class SentObjectsTest {

  private static final String BOUNDARY = "part-of-an-attack";

  @LocalServerPort int port;

  @BeforeEach
  void forget() {
    Attack.wasEvaluated();
  }

  @ParameterizedTest
  @CsvSource({
    "reviewer, /task/none/variables/x/data",
    "reviewer, /task/none/localVariables/x/data",
    "reviewer, /process-instance/none/variables/x/data",
    "reviewer, /execution/none/localVariables/x/data",
    "operator, /process-instance/none/variables/x/data",
    "admin,    /task/none/variables/x/data",
    "admin,    /process-instance/none/variables/x/data"
  })
  void anUploadBuildsNoObject(String user, String path) {
    for (String type :
        new String[] {
          Attack.Probe.class.getName(),
          "java.util.ArrayList<" + Attack.Probe.class.getName() + ">",
          Attack.Probe.class.getName() + "[]",
          "java.lang.StringBuilder"
        }) {
      Http.Reply reply =
          WebappSession.login(port, user, "tasklist")
              .post(
                  "/camunda/api/engine/engine/default" + path,
                  "multipart/form-data; boundary=" + BOUNDARY,
                  upload(type));
      assertThat(reply.status()).as(reply.body()).isGreaterThanOrEqualTo(400);
      assertThat(reply.body()).contains("of another kind than is needed");
      assertThat(Attack.wasEvaluated()).isFalse();
    }
    Http.Reply reply =
        Http.as(port, "admin")
            .post(
                "/engine-rest" + path,
                upload(Attack.Probe.class.getName()),
                "Content-Type",
                "multipart/form-data; boundary=" + BOUNDARY);
    assertThat(reply.status()).isGreaterThanOrEqualTo(400);
    assertThat(Attack.wasEvaluated()).isFalse();
  }

  @Test
  void aStartTakesNoSerializedObject() {
    for (String format :
        new String[] {"application/x-java-serialized-object", "application/json"}) {
      String id = Orders.newId();
      var start = Orders.start(id, Orders.order(id));
      start
          .withObject("/variables/extra")
          .put("type", "Object")
          .put("value", "\"yes\"")
          .putObject("valueInfo")
          .put("objectTypeName", Attack.Probe.class.getName())
          .put("serializationDataFormat", format);
      String path = "/process-definition/key/order-process/start";
      for (Http.Reply reply :
          List.of(
              Http.as(port, "client").post("/engine-rest" + path, start.toString()),
              WebappSession.login(port, "admin", "cockpit")
                  .post("/camunda/api/engine/engine/default" + path, start.toString()))) {
        assertThat(reply.status()).as(reply.body()).isGreaterThanOrEqualTo(400);
        assertThat(Attack.wasEvaluated()).isFalse();
      }
    }
  }

  private static String upload(String type) {
    return ("--%1$s\r\nContent-Disposition: form-data; name=\"data\"; filename=\"x\"\r\n"
            + "Content-Type: application/json\r\n\r\n%3$s\r\n"
            + "--%1$s\r\nContent-Disposition: form-data; name=\"type\"\r\n"
            + "Content-Type: text/plain\r\n\r\n%2$s\r\n--%1$s--\r\n")
        .formatted(BOUNDARY, type, type.matches(".*[>\\]]") ? "[\"yes\"]" : "\"yes\"");
  }
}

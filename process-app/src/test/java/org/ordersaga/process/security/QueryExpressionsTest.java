package org.ordersaga.process.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.JsonUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.WebappSession;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What {@link BareEngineTest} shows open is shut here, by each path. */
@ProcessAppTest
class QueryExpressionsTest {

  private static final String[] RUN = {"list", "singleResult", "count"};

  /** The ways to the engine's REST, all of them with the administrator's rights. */
  enum Door {
    ENGINE_REST("/engine-rest"),
    NAMED_ENGINE("/engine-rest/engine/default"),
    WEBAPPS("/camunda/api/engine/engine/default");

    private final String base;

    Door(String base) {
      this.base = base;
    }
  }

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired ProcessEngine engine;
  WebappSession session;
  final List<String> filters = new ArrayList<>();

  @BeforeEach
  void logIn() {
    session = WebappSession.login(port, "admin", "tasklist");
    Attack.wasEvaluated();
  }

  @AfterEach
  void removeFilters() {
    filters.forEach(engine.getFilterService()::deleteFilter);
  }

  @ParameterizedTest
  @EnumSource
  void noTaskQueryEvaluates(Door door) {
    for (String path : new String[] {"/task", "/task/count"}) {
      refused(door, path, Attack.PLAIN);
      for (String spelling : Attack.SPELLINGS) {
        refused(door, path, spelling);
      }
    }
    assertThat(post(door, "/task", "{\"orQueries\":[{\"assignee\":\"a\"}]}").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void noFilterWithAnExpressionIsStored(Door door) {
    String harmless = "{\"orQueries\":[{\"assignee\":\"a\",\"owner\":\"b\"}]}";
    Http.Reply created = post(door, "/filter/create", Attack.filter(harmless));
    assertThat(created.status()).isEqualTo(200);
    String id = created.json().get("id").textValue();
    filters.add(id);
    for (String query :
        Stream.concat(Stream.of(Attack.PLAIN), Attack.SPELLINGS.stream()).toList()) {
      refused(door, "/filter/create", Attack.filter(query));
      assertThat(send(door, "PUT", "/filter/" + id, Attack.filter(query)).status()).isEqualTo(400);
    }
    assertThat(
            jdbc.sql("select count(*) from act_ru_filter where query_ like '%Expression%'")
                .query(Long.class)
                .single())
        .isZero();
    assertThat(send(door, "PUT", "/filter/" + id, Attack.filter(harmless)).status()).isEqualTo(204);
  }

  @ParameterizedTest
  @EnumSource
  void noFilterIsExtendedByAnExpression(Door door) {
    String id = stored("{}");
    for (String run : RUN) {
      String path = "/filter/" + id + "/" + run;
      refused(door, path, Attack.PLAIN);
      for (String spelling : Attack.SPELLINGS) {
        refused(door, path, spelling);
      }
    }
    assertThat(post(door, "/filter/" + id + "/count", "{\"assignee\":\"a\"}").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void noFilterThatIsInTheDatabaseAlreadyEvaluates(Door door) {
    // As the engine stores them, whose names are not those of engine-rest.
    String plain = Attack.PLAIN.replace("assigneeExpression", "taskAssigneeExpression");
    for (String query : new String[] {plain, "{\"orQueries\":[" + plain + "]}"}) {
      assertThat(JsonUtil.asObject(query).has("orQueries")).isEqualTo(!query.equals(plain));
      String id = stored(query);
      for (String run : RUN) {
        String path = "/filter/" + id + "/" + run;
        for (String accept : new String[] {"application/json", "application/hal+json"}) {
          assertThat(send(door, "GET", path, null, "Accept", accept).status())
              .as(run)
              .isIn(400, 406);
          assertThat(send(door, "POST", path, "{\"assignee\":\"a\"}", "Accept", accept).status())
              .as(run)
              .isIn(400, 406);
        }
        assertThat(send(door, "GET", path, null).status()).isEqualTo(400);
      }
      assertThat(Attack.wasEvaluated()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=utf-8",
        "application/json;charset=UTF-16LE",
        "application/json;charset=UTF-16BE",
        "application/json;charset=UTF-32BE",
        "Application/JSON ; x=\"y\"",
        "application/hal+json",
        "text/json",
        "text/plain"
      })
  void noContentTypeLeadsPast(String type) {
    String id = stored("{}");
    for (Charset charset :
        new Charset[] {
          StandardCharsets.UTF_8,
          StandardCharsets.UTF_16,
          StandardCharsets.UTF_16LE,
          StandardCharsets.UTF_16BE,
          Charset.forName("UTF-32BE")
        }) {
      for (String path :
          new String[] {"/task", "/task/count", "/filter/" + id + "/list", "/filter/create"}) {
        String body = path.endsWith("create") ? Attack.filter(Attack.IN_OR) : Attack.IN_OR;
        HttpRequest.Builder request =
            Http.as(port, "admin").request("POST", "/engine-rest" + path, "", "Content-Type", type);
        request.POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes(charset)));
        int status = Http.as(port, "admin").send(request).status();
        assertThat(status).as(path + " " + charset).isBetween(400, 499);
        assertThat(Attack.wasEvaluated()).isFalse();
      }
    }
  }

  @Test
  void noQueryInAnAddressEvaluates() {
    Http admin = Http.as(port, "admin");
    String expression = "%24%7BsystemProperties.put('ordersaga.test.evaluated','yes')%7D";
    for (String path :
        new String[] {
          "/task?assigneeExpression=" + expression,
          "/task/count?dueAfterExpression=" + expression,
          "/task?orQueries=%5B%7B%22assigneeExpression%22:%22" + expression + "%22%7D%5D",
          "/history/task?taskAssigneeExpression=" + expression
        }) {
      admin.get("/engine-rest" + path);
      session.get("/camunda/api/engine/engine/default" + path);
      assertThat(Attack.wasEvaluated()).as(path).isFalse();
    }
    assertThat(admin.get("/engine-rest/task?assigneeExpression=" + expression).status())
        .isEqualTo(400);
  }

  private String stored(String query) {
    String id = UUID.randomUUID().toString();
    jdbc.sql(
            "insert into act_ru_filter (id_, rev_, resource_type_, name_, query_, properties_)"
                + " values (?, 1, 'Task', ?, ?, '{}')")
        .params(id, id, query)
        .update();
    filters.add(id);
    return id;
  }

  private void refused(Door door, String path, String body) {
    Http.Reply reply = post(door, path, body);
    assertThat(Attack.wasEvaluated()).as(path).isFalse();
    assertThat(reply.status()).as(path + " " + reply.body()).isEqualTo(400);
    // Of a filter that does not run, engine-rest tells no more than that, where it wants one
    // result.
    assertThat(reply.body()).containsAnyOf("forbidden", "valid single result");
  }

  private Http.Reply post(Door door, String path, String body) {
    return send(door, "POST", path, body);
  }

  private Http.Reply send(Door door, String method, String path, String body, String... headers) {
    if (door == Door.WEBAPPS) {
      return session.send(method, door.base + path, body, headers);
    }
    Http admin = Http.as(port, "admin");
    return admin.send(admin.request(method, door.base + path, body, headers));
  }
}

package org.ordersaga.process.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.WebappSession;
import org.springframework.boot.test.web.server.LocalServerPort;

/** How far a login to Cockpit reaches beside Cockpit. */
@ProcessAppTest
class CockpitSessionTest {

  private static final String REASON = "{\"reason\":\"Nobody answers.\"}";

  @LocalServerPort int port;
  Orders orders;
  String id;

  @BeforeEach
  void placeAnOrder() {
    orders = new Orders(port);
    id = orders.place();
  }

  @Test
  void whoIsLoggedInToCockpitReadsStoriesAndGivesOrdersUpUnderTheirOwnName() {
    WebappSession session = WebappSession.login(port, "operator", "cockpit");
    assertThat(session.send("GET", story(), null).status()).isEqualTo(200);
    Http.Reply given = session.post(giveUp(), REASON);
    assertThat(given.status()).as(given.body()).isEqualTo(202);
    assertThat(session.send("GET", story(), null).body()).contains("\"by\":\"operator\"");
  }

  @Test
  void withoutTheTokenAgainstForgeryTheSessionIsNothing() {
    WebappSession session = WebappSession.login(port, "operator", "cockpit");
    assertThat(session.postWithoutToken(giveUp(), REASON).status()).isEqualTo(401);
    assertThat(session.get(story()).status()).isEqualTo(401);
    assertThat(session.send("POST", giveUp(), REASON, "X-XSRF-TOKEN", "0123456789ABCDEF").status())
        .isEqualTo(401);
    assertThat(orders.kinds(id)).doesNotContain("GIVE_UP_REQUESTED");
  }

  @Test
  void aSessionWithoutALoginIsNothing() {
    WebappSession session = WebappSession.open(port);
    Http.Reply reply = session.send("GET", story(), null);
    assertThat(reply.status()).isEqualTo(401);
    // A challenge would make the browser ask for a password in the middle of Cockpit.
    assertThat(reply.header("WWW-Authenticate")).isNull();
  }

  @Test
  void aSessionOfTasklistDoesNotReachTheOperatorsApi() {
    WebappSession session = WebappSession.login(port, "reviewer", "tasklist");
    assertThat(session.send("GET", story(), null).status()).isEqualTo(401);
  }

  @Test
  void aProcessOwnersSessionOfCockpitIsRefusedAtTheOperatorsApi() {
    WebappSession session = WebappSession.login(port, "process-owner", "cockpit");
    for (String path :
        new String[] {
          story(),
          "/api/operations/orders/" + id + "/model",
          "/api/operations/incidents/causes",
          "/api/operations/stuck-orders",
          "/api/operations/settlements"
        }) {
      assertThat(session.send("GET", path, null).status()).as(path).isEqualTo(403);
    }
    assertThat(session.post(giveUp(), REASON).status()).isEqualTo(403);
    assertThat(orders.kinds(id)).doesNotContain("GIVE_UP_REQUESTED");
  }

  @Test
  void aRequestOfAnotherSiteIsRefusedEvenWithTheToken() {
    WebappSession session = WebappSession.login(port, "operator", "cockpit");
    assertThat(session.send("POST", giveUp(), REASON, "Sec-Fetch-Site", "cross-site").status())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/orders",
        "/api/orders/ord-1/story",
        "/api/erasures",
        "/engine-rest/task",
        "/actuator/metrics",
        "/orders/ord-1",
        "/orders/assets/page.js"
      })
  void theSessionReachesNothingElse(String path) {
    WebappSession session = WebappSession.login(port, "operator", "cockpit");
    assertThat(session.send("GET", path, null).status()).isEqualTo(401);
  }

  @Test
  void theSessionEndsWithItsLogout() {
    WebappSession session = WebappSession.login(port, "operator", "cockpit");
    session.post("/camunda/api/admin/auth/user/default/logout", "");
    assertThat(session.send("GET", story(), null).status()).isEqualTo(401);
  }

  @Test
  void cockpitServesThePluginsFilesAndNoOthers() {
    Http stranger = Http.stranger(port);
    String folder = "/camunda/api/cockpit/plugin/order-story/static/app/";
    assertThat(stranger.get(folder + "plugin.js").body()).contains("cockpit.route");
    assertThat(stranger.get(folder + "bpmn-viewer.js").body()).contains("BpmnJS");
    assertThat(stranger.get(folder + "diagram.css").header("Content-Type")).startsWith("text/css");
    assertThat(stranger.get(folder + "page.html").status()).isEqualTo(403);
    WebappSession session = WebappSession.login(port, "operator", "cockpit");
    assertThat(session.get("/camunda/app/cockpit/default/").body()).contains("order-story");
  }

  private String story() {
    return "/api/operations/orders/" + id + "/story";
  }

  private String giveUp() {
    return "/api/operations/orders/" + id + "/give-up";
  }
}

package org.ordersaga.process.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.ProcessAppTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;

/** What browsers are told, so that no other site gets at what is shown or stored here. */
@ProcessAppTest
class BrowserDoorsTest {

  @LocalServerPort int port;
  @Autowired ServletWebServerApplicationContext context;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/orders",
        "/api/orders/none",
        "/engine-rest/version",
        "/engine-rest/user",
        "/actuator/health",
        "/swagger-ui/index.html",
        "/nothing",
        "/camunda/app/cockpit/default/",
        "/camunda/app/tasklist/default/",
        "/camunda/app/admin/default/",
        "/camunda/lib/deps.js",
        "/camunda/api/engine/engine/default/task"
      })
  void everyAnswerSaysWhatABrowserMayDoWithIt(String path) {
    for (Http who : List.of(Http.as(port, "client"), Http.stranger(port))) {
      Http.Reply reply = who.get(path);
      assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(reply.header("Permissions-Policy")).contains("camera=()");
      assertThat(reply.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
      assertThat(reply.header("Server")).isNull();
      assertThat(reply.header("X-Powered-By")).isNull();
      assertThat(reply.headers().allValues("Content-Security-Policy")).hasSize(1);
      String policy = reply.header("Content-Security-Policy");
      assertThat(policy)
          .containsPattern("default-src '(none|self)';")
          .contains("frame-ancestors 'none'", "object-src 'none'")
          .contains("base-uri 'self'", "form-action 'self'", "connect-src 'self'")
          .doesNotContain("*", "http:", "https:");
      assertThat(scripts(policy)).doesNotContain("'unsafe-inline'", "'strict-dynamic'");
      // Plain HTTP: a browser would ignore it, and an installation without TLS must not promise it.
      assertThat(reply.header("Strict-Transport-Security")).isNull();
    }
  }

  @Test
  void onlyTheWebApplicationsMayEvaluateScriptsAndWriteStyles() {
    String ours =
        Http.as(port, "client").get("/swagger-ui/index.html").header("Content-Security-Policy");
    assertThat(scripts(ours)).isEqualTo("script-src 'self'");
    assertThat(ours)
        .contains("default-src 'none'", "style-src 'self';", "style-src-attr 'unsafe-inline'");
    String cockpit =
        Http.stranger(port).get("/camunda/app/cockpit/default/").header("Content-Security-Policy");
    assertThat(scripts(cockpit)).matches("script-src 'self' 'nonce-[\\w-]{20,}' 'unsafe-eval'");
  }

  @Test
  void theScriptsOfAPageCarryItsNonce() {
    Http.Reply page = Http.stranger(port).get("/camunda/app/cockpit/default/");
    String nonce =
        page.header("Content-Security-Policy").replaceAll("(?s).*'nonce-([^']+)'.*", "$1");
    assertThat(page.body()).contains("nonce=\"" + nonce + "\"").doesNotContain("$CSP_NONCE");
    Http.Reply again = Http.stranger(port).get("/camunda/app/cockpit/default/");
    assertThat(again.header("Content-Security-Policy")).doesNotContain(nonce);
  }

  @Test
  void cookiesAreForThisSiteAndTheSessionsForNoScript() {
    Http.Reply page = Http.stranger(port).get("/camunda/app/cockpit/default/");
    assertThat(cookie(page, "JSESSIONID"))
        .contains("HttpOnly", "SameSite=Lax")
        .doesNotContain("Secure");
    // The page's own script reads this one and repeats it in a header.
    assertThat(cookie(page, "XSRF-TOKEN")).contains("SameSite=Lax");
    assertThat(Http.as(port, "client").get("/api/orders").headers().allValues("Set-Cookie"))
        .isEmpty();
    assertThat(
            Http.as(port, "client").get("/engine-rest/version").headers().allValues("Set-Cookie"))
        .isEmpty();
  }

  @Test
  void overTlsCookiesAreSecureAndTheBrowserComesBackOverTlsOnly() throws Exception {
    Tomcat tomcat = ((TomcatWebServer) context.getWebServer()).getTomcat();
    // As behind a proxy that ends TLS, or with a certificate here.
    Connector tls = new Connector();
    tls.setPort(0);
    tls.setScheme("https");
    tls.setSecure(true);
    tomcat.getService().addConnector(tls);
    try {
      Http.Reply page = Http.stranger(tls.getLocalPort()).get("/camunda/app/cockpit/default/");
      assertThat(page.header("Strict-Transport-Security")).contains("max-age=31536000");
      assertThat(cookie(page, "JSESSIONID")).contains("Secure", "HttpOnly", "SameSite=Lax");
      assertThat(
              Http.as(tls.getLocalPort(), "client")
                  .get("/api/orders")
                  .header("Strict-Transport-Security"))
          .contains("max-age=31536000");
    } finally {
      tls.stop();
      tls.destroy();
      tomcat.getService().removeConnector(tls);
    }
  }

  @Test
  void nobodyPretendsToComeOverTls() {
    Http.Reply reply =
        Http.stranger(port)
            .send(
                Http.stranger(port)
                    .request(
                        "GET",
                        "/camunda/app/cockpit/default/",
                        null,
                        "X-Forwarded-Proto",
                        "https"));
    assertThat(reply.header("Strict-Transport-Security")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/orders",
    "POST, /api/orders",
    "DELETE, /engine-rest/process-instance/none",
    "GET, /engine-rest/version",
    "POST, /camunda/api/admin/auth/user/default/login/cockpit"
  })
  void noOtherSiteIsAllowedToAsk(String method, String path) {
    Http client = Http.as(port, "client");
    Http.Reply preflight =
        client.send(
            client.request(
                "OPTIONS",
                path,
                null,
                "Origin",
                "https://elsewhere.example",
                "Access-Control-Request-Method",
                method));
    Http.Reply real =
        client.send(
            client.request(
                method,
                path,
                method.equals("POST") ? "{}" : null,
                "Origin",
                "https://elsewhere.example"));
    for (Http.Reply reply : List.of(preflight, real)) {
      assertThat(reply.headers().map().keySet())
          .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
    }
  }

  private static String scripts(String policy) {
    return List.of(policy.split(";")).stream()
        .map(String::strip)
        .filter(part -> part.startsWith("script-src "))
        .findFirst()
        .orElseThrow();
  }

  private static String cookie(Http.Reply reply, String name) {
    Optional<String> cookie =
        reply.headers().allValues("Set-Cookie").stream()
            .filter(value -> value.startsWith(name + "="))
            .findFirst();
    return cookie.orElseThrow();
  }
}

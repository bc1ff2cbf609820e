package org.ordersaga.worker.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.doors.LoginThrottle;
import org.ordersaga.test.EmbeddedDatabase;
import org.ordersaga.worker.execution.StepTestApplication;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

@EmbeddedDatabase
@SpringBootTest(
    classes = StepTestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "ordersaga.worker.enabled=false",
      "ordersaga.operator.password=operator-secret",
      "ordersaga.client.password=client-secret",
      "ordersaga.eraser.password=eraser-secret",
      // Tests of slow requests need not be slow.
      "ordersaga.requests.time=1s"
    })
class AccessTest {

  @Autowired private TestRestTemplate http;
  @Autowired private UserDetailsService users;
  @LocalServerPort private int port;

  @Test
  void strangersSeeThatItIsHealthyAndNothingElse() {
    assertThat(http.getForObject("/actuator/health", String.class))
        .isEqualTo("{\"status\":\"UP\",\"groups\":[\"liveness\",\"readiness\"]}");
    assertThat(http.getForObject("/actuator/health/liveness", String.class))
        .isEqualTo("{\"status\":\"UP\"}");
    assertThat(status(http, "/actuator/health/db")).isEqualTo(HttpStatus.NOT_FOUND);
    for (String path : new String[] {"/actuator", "/actuator/prometheus", "/products", "/"}) {
      assertThat(status(http, path)).as(path).isEqualTo(HttpStatus.UNAUTHORIZED);
    }
  }

  @Test
  void theClientMayUseTheApiButNotSeeTheInside() {
    TestRestTemplate client = http.withBasicAuth("client", "client-secret");

    assertThat(status(client, "/products")).isEqualTo(HttpStatus.NOT_FOUND);
    assertThat(status(client, "/actuator/metrics")).isEqualTo(HttpStatus.FORBIDDEN);
  }

  @Test
  void theOperatorSeesTheInside() {
    TestRestTemplate operator = http.withBasicAuth("operator", "operator-secret");

    assertThat(status(operator, "/actuator/metrics")).isEqualTo(HttpStatus.OK);
    assertThat(operator.getForObject("/actuator/health", String.class)).contains("PostgreSQL");
  }

  @Test
  void theEraserMayEraseAndNothingElse() {
    TestRestTemplate eraser = http.withBasicAuth("eraser", "eraser-secret");

    assertThat(status(eraser, "/products")).isEqualTo(HttpStatus.FORBIDDEN);
    assertThat(status(eraser, "/actuator/metrics")).isEqualTo(HttpStatus.FORBIDDEN);
    for (String other : new String[] {"operator", "client"}) {
      assertThat(status(http.withBasicAuth(other, other + "-secret"), "/erasures"))
          .as(other)
          .isEqualTo(HttpStatus.FORBIDDEN);
    }
  }

  @Test
  void withoutAPasswordThereIsNoEraser() {
    AccessSettings.Login login = new AccessSettings.Login("secret");

    UserDetailsService known =
        new AccessAutoConfiguration()
            .workerUsers(new AccessSettings(login, login, new AccessSettings.OptionalLogin("")));

    assertThatThrownBy(() -> known.loadUserByUsername("eraser"))
        .isInstanceOf(UsernameNotFoundException.class);
  }

  @Test
  void aWrongPasswordIsNoLogin() {
    assertThat(status(http.withBasicAuth("operator", "client-secret"), "/actuator/metrics"))
        .isEqualTo(HttpStatus.UNAUTHORIZED);
  }

  @Test
  void browsersAreToldToDoNothingWithAnAnswer() {
    for (String path : new String[] {"/actuator/health", "/actuator/metrics", "/nothing"}) {
      HttpHeaders headers =
          http.withBasicAuth("operator", "operator-secret")
              .getForEntity(path, String.class)
              .getHeaders();
      assertThat(headers.getFirst("Content-Security-Policy"))
          .contains("default-src 'none'", "frame-ancestors 'none'");
      assertThat(headers.getFirst("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(headers.getFirst("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(headers.getFirst("Access-Control-Allow-Origin")).isNull();
    }
  }

  @Test
  void whoGuessesIsSlowedDownAndLocksNobodyElseOut() throws Exception {
    for (int i = 0; i <= LoginThrottle.FREE_FOR_ONE_USER; i++) {
      assertThat(guess("client", "guess-" + i).statusCode()).isEqualTo(401);
    }

    HttpResponse<String> held = guess("client", "one-more");

    assertThat(held.statusCode()).isEqualTo(429);
    assertThat(held.headers().firstValue("Retry-After").orElseThrow()).matches("[1-3]");
    assertThat(held.body()).contains("Too many wrong passwords");
    assertThat(guess("operator", "operator-secret").statusCode()).isEqualTo(404);
    // The other tests are the same client.
    Awaitility.await()
        .until(() -> guess("client", "client-secret").statusCode(), status -> status == 404);
  }

  /** Spring's client would wait and ask again by itself. */
  private HttpResponse<String> guess(String user, String password) throws Exception {
    String login = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/products"))
                .header("Authorization", "Basic " + login)
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/erasures", "/products", "/actuator/health", "/nothing"})
  void aBodyThatIsTooLargeIsRefusedBeforeAnybodyAsksWhoSendsIt(String path) {
    ResponseEntity<String> answer = http.postForEntity(path, "x".repeat(65_537), String.class);

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.PAYLOAD_TOO_LARGE);
    assertThat(answer.getBody()).contains("65536 bytes at most");
    assertThat(answer.getHeaders().getFirst("Connection")).isEqualTo("close");
  }

  @Test
  void aBodyThatDripsIsGivenUp() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /erasures HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(250))
          .until(
              () -> {
                boolean answered = in.available() >= 12;
                if (!answered) {
                  out.write('x');
                }
                return answered;
              });
      assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 408");
    }
  }

  @Test
  void aLoginDoesNotMakeTheNextOneDearer() {
    status(http.withBasicAuth("operator", "operator-secret"), "/actuator/metrics");

    assertThat(users.loadUserByUsername("operator").getPassword()).startsWith("{noop}");
  }

  private static Object status(TestRestTemplate http, String path) {
    ResponseEntity<String> response = http.getForEntity(path, String.class);
    assertThat(response.getHeaders().get("Set-Cookie")).isNull();
    return response.getStatusCode();
  }
}

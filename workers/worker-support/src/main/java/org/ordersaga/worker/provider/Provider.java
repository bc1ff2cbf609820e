package org.ordersaga.worker.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import org.ordersaga.worker.http.PlainHttp;
import org.ordersaga.worker.step.TechnicalFailure;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.StringUtils;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/**
 * An outside provider with an HTTP API. Whatever leaves the outcome of a call unknown (time-outs,
 * broken connections, 5xx, 429) and whatever a customer is not to blame for (a refused login) is a
 * {@link TechnicalFailure}; any other answer is given to the step that called. When too many calls
 * fail, no more are made for a while ({@link org.ordersaga.worker.step.OutsideDown}). Bodies are
 * never logged: they hold personal data.
 */
public final class Provider {

  private final String name;
  private final String variable;
  private final RestClient http;
  private final ObjectMapper json;
  private final Breaker breaker;

  Provider(
      String name,
      String variable,
      ProviderSettings settings,
      ProviderSettings.Login login,
      RestClient.Builder http,
      ObjectMapper json,
      Breaker breaker) {
    this.name = name;
    this.variable = variable;
    this.json = json;
    this.breaker = breaker;
    RestClient.Builder builder =
        http.baseUrl(settings.url().replaceFirst("/+$", ""))
            .requestFactory(PlainHttp.requests(settings.connectTimeout(), settings.readTimeout()));
    if (StringUtils.hasText(login.password())) {
      builder.defaultHeaders(headers -> headers.setBasicAuth("sandbox", login.password(), UTF_8));
    }
    this.http = builder.build();
  }

  /**
   * Sends a POST.
   *
   * @param path with placeholders for the variables
   * @param idempotencyKey the same for every repeat of one call, or null for a call that a repeat
   *     does not change anyway
   * @param body written as JSON, or null for none
   */
  public Answer post(String path, String idempotencyKey, Object body, Object... variables) {
    RestClient.RequestBodySpec request = http.post().uri(path, variables);
    if (idempotencyKey != null) {
      request.header("Idempotency-Key", idempotencyKey);
    }
    if (body != null) {
      request.contentType(MediaType.APPLICATION_JSON).body(body);
    }
    return breaker.call(true, () -> exchange("POST " + path, request));
  }

  /**
   * Sends a GET. Its success does not count for the provider: one that can show what there is may
   * still be unable to do anything.
   *
   * @param path with placeholders for the variables
   */
  public Answer get(String path, Object... variables) {
    RestClient.RequestHeadersSpec<?> request = http.get().uri(path, variables);
    return breaker.call(false, () -> exchange("GET " + path, request));
  }

  /** What operators call it. */
  public String name() {
    return name;
  }

  /** Whether a call would be made; false while the provider is known to be down. */
  public boolean isAvailable() {
    return breaker.isAvailable();
  }

  /** How it is, and since when. */
  public Condition condition() {
    return breaker.condition();
  }

  private Answer exchange(String call, RestClient.RequestHeadersSpec<?> request) {
    try {
      return request
          .accept(MediaType.APPLICATION_JSON, MediaType.APPLICATION_PROBLEM_JSON)
          .exchange((sent, response) -> answer(call, response));
    } catch (ResourceAccessException e) {
      throw noAnswer(call, e.getCause());
    }
  }

  private Answer answer(String call, ClientHttpResponse response) throws IOException {
    int status = response.getStatusCode().value();
    if (status >= 500) {
      throw failure("PROVIDER_ERROR", call, "answered " + status, "check whether it is up", null);
    }
    if (status == 429) {
      throw failure("PROVIDER_BUSY", call, "answered 429", "check the rate agreed with it", null);
    }
    if (status == 401 || status == 403) {
      throw failure(
          "PROVIDER_LOGIN_REFUSED",
          call,
          "answered " + status,
          "check ORDERSAGA_SANDBOX_PASSWORD",
          null);
    }
    Answer answer = new Answer(this, call, status, response.getBody().readAllBytes());
    if (status < 300 && answer.content().length > 0) {
      // A page in place of JSON is as good as no answer, and must count as such.
      read(answer, JsonNode.class);
    }
    return answer;
  }

  <T> T read(Answer answer, Class<T> type) {
    try {
      return json.readValue(answer.content(), type);
    } catch (IOException e) {
      // The exception quotes the body, so it is not passed on.
      throw failure(
          "PROVIDER_ERROR",
          answer.call(),
          "answered " + answer.status() + " with a body that is not understood",
          "check " + variable,
          null);
    }
  }

  TechnicalFailure unexpected(Answer answer) {
    return failure(
        "PROVIDER_REJECTED_CALL",
        answer.call(),
        "answered " + answer.status(),
        "check the order's variables and " + variable,
        null);
  }

  private TechnicalFailure noAnswer(String call, Throwable cause) {
    if (cause instanceof HttpConnectTimeoutException
        || cause instanceof ConnectException
        || cause instanceof UnknownHostException
        || cause instanceof UnresolvedAddressException) {
      return failure(
          "PROVIDER_UNREACHABLE", call, "could not be reached", "check " + variable, cause);
    }
    if (cause instanceof HttpTimeoutException) {
      return failure(
          "PROVIDER_TIMEOUT", call, "did not answer in time", "check whether it is slow", cause);
    }
    return failure("PROVIDER_ERROR", call, "broke the connection", "check whether it is up", cause);
  }

  private TechnicalFailure failure(
      String code, String call, String what, String check, Throwable cause) {
    return new TechnicalFailure(
        code, "the %s %s (%s); %s".formatted(name, what, call, check), cause);
  }
}

package org.ordersaga.worker.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Collection;
import org.ordersaga.worker.http.PlainHttp;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Asks the engine how many tasks of a topic are there; those with an incident do not count. */
final class WaitingTasks {

  private final RestClient http;

  WaitingTasks(EngineSettings engine, String user) {
    http =
        RestClient.builder()
            .baseUrl(engine.url())
            .defaultHeaders(headers -> headers.setBasicAuth(user, engine.password(), UTF_8))
            .requestFactory(PlainHttp.requests(Duration.ofSeconds(2), Duration.ofSeconds(5)))
            .build();
  }

  /**
   * The number of tasks of these topics, or null if the engine does not tell.
   *
   * @param topics of which none is named twice
   */
  Long count(Collection<String> topics) {
    try {
      return topics.stream().mapToLong(this::count).sum();
    } catch (RestClientException e) {
      return null;
    }
  }

  private long count(String topic) {
    Answer answer =
        http.get()
            .uri("/external-task/count?topicName={topic}&withRetriesLeft=true&active=true", topic)
            .retrieve()
            .body(Answer.class);
    if (answer == null) {
      throw new RestClientException("an answer without a body");
    }
    return answer.count();
  }

  private record Answer(long count) {}
}

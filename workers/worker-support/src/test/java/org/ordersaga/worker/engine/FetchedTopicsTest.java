package org.ordersaga.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.camunda.bpm.client.ExternalTaskClient;
import org.camunda.bpm.client.impl.ExternalTaskClientImpl;
import org.camunda.bpm.client.topic.TopicSubscription;
import org.junit.jupiter.api.Test;
import org.ordersaga.worker.catalogue.StepDefinition;
import org.ordersaga.worker.catalogue.StepDescription;

class FetchedTopicsTest {

  private record Nothing() {}

  private final ExternalTaskClientImpl client =
      (ExternalTaskClientImpl)
          ExternalTaskClient.create().baseUrl("http://localhost").disableAutoFetching().build();
  private final FetchedTopics topics =
      new FetchedTopics(List.of(client), Duration.ofSeconds(30), (task, service) -> {});

  @Test
  void aTopicIsLeftOutAndTakenInAgainWhileTheOthersStay() {
    topics.add(step("a"));
    topics.add(step("b"));

    topics.remove(step("a"));
    assertThat(fetched()).containsExactly("b");

    topics.add(step("a"));
    assertThat(fetched()).containsExactly("b", "a");
  }

  /** The stock client spins without a topic. */
  @Test
  void aClientAlwaysHasATopicToWaitFor() {
    topics.add(step("a"));
    topics.add(step("b"));

    topics.remove(step("a"));
    topics.remove(step("b"));
    assertThat(fetched()).containsExactly("b.none");

    topics.add(step("a"));
    assertThat(fetched()).containsExactly("a");
  }

  private List<String> fetched() {
    return client.getTopicSubscriptionManager().getSubscriptions().stream()
        .map(TopicSubscription::getTopicName)
        .toList();
  }

  private static StepDefinition step(String topic) {
    return new StepDefinition(
        new StepDescription(topic, null, true, List.of(), List.of(), false, List.of(), List.of()),
        Object.class,
        Nothing.class,
        Nothing.class,
        topic,
        List.of());
  }
}

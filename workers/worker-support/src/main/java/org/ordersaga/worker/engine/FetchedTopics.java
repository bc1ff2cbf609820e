package org.ordersaga.worker.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.camunda.bpm.client.ExternalTaskClient;
import org.camunda.bpm.client.task.ExternalTask;
import org.camunda.bpm.client.task.ExternalTaskService;
import org.camunda.bpm.client.topic.TopicSubscription;
import org.ordersaga.worker.catalogue.StepDefinition;
import org.ordersaga.worker.catalogue.StepDescription;

/**
 * The topics that the clients fetch; they can be left out and taken in again while the clients run.
 * A fetch that waits at the engine still brings what it asked for.
 */
final class FetchedTopics {

  private final List<ExternalTaskClient> clients;
  private final Duration lockDuration;
  private final BiConsumer<ExternalTask, ExternalTaskService> handler;
  private final Map<String, List<TopicSubscription>> subscriptions = new HashMap<>();
  private List<TopicSubscription> nothing = List.of();

  FetchedTopics(
      List<ExternalTaskClient> clients,
      Duration lockDuration,
      BiConsumer<ExternalTask, ExternalTaskService> handler) {
    this.clients = clients;
    this.lockDuration = lockDuration;
    this.handler = handler;
  }

  synchronized void add(StepDefinition definition) {
    String[] variables =
        Stream.concat(
                definition.description().inputs().stream().map(StepDescription.Variable::name),
                definition.isUndo() ? Stream.of(TaskRunner.UNDONE_BY_HAND) : Stream.empty())
            .toArray(String[]::new);
    subscriptions.put(definition.topic(), subscribe(definition.topic(), variables));
    nothing.forEach(TopicSubscription::close);
    nothing = List.of();
  }

  synchronized void remove(StepDefinition definition) {
    if (subscriptions.size() == 1) {
      // A client without any topic spins; with one that no task has, it waits at the engine.
      nothing = subscribe(definition.topic() + ".none", new String[0]);
    }
    subscriptions.remove(definition.topic()).forEach(TopicSubscription::close);
  }

  private List<TopicSubscription> subscribe(String topic, String[] variables) {
    return clients.stream()
        .map(
            client ->
                client
                    .subscribe(topic)
                    .variables(variables)
                    .includeExtensionProperties(true)
                    .lockDuration(lockDuration.toMillis())
                    .handler(handler::accept)
                    .open())
        .toList();
  }
}

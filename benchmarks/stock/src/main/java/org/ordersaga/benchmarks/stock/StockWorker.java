package org.ordersaga.benchmarks.stock;

import java.util.Map;
import org.camunda.bpm.client.ExternalTaskClient;
import org.camunda.bpm.client.backoff.ExponentialErrorBackoffStrategy;
import org.camunda.bpm.client.task.ExternalTask;
import org.camunda.bpm.client.task.ExternalTaskService;
import org.ordersaga.benchmarks.steps.Refusal;
import org.ordersaga.benchmarks.steps.StepFunction;
import org.ordersaga.benchmarks.steps.Steps;

/**
 * One worker process on the stock client: long polling, and no back-off on empty answers, which
 * would only make it slower. Everything else is the client's default.
 */
public final class StockWorker {

  private static final long LONG_POLL_MILLIS = 20_000;

  private StockWorker() {}

  /**
   * Starts the worker.
   *
   * @param arguments the worker's domain
   */
  public static void main(String[] arguments) {
    Map<String, String> environment = System.getenv();
    ExternalTaskClient client =
        ExternalTaskClient.create()
            .baseUrl(environment.get("ENGINE_URL") + "/engine-rest")
            .asyncResponseTimeout(LONG_POLL_MILLIS)
            .backoffStrategy(new ExponentialErrorBackoffStrategy())
            .build();
    Steps.of(arguments[0], environment)
        .forEach(
            (topic, step) ->
                client
                    .subscribe(topic)
                    .handler((task, service) -> handle(step, task, service))
                    .open());
  }

  private static void handle(StepFunction step, ExternalTask task, ExternalTaskService service) {
    Map<String, Object> result;
    try {
      result = step.apply(task.getAllVariables());
    } catch (Refusal refusal) {
      service.handleBpmnError(task, refusal.code());
      return;
    } catch (RuntimeException e) {
      int left = task.getRetries() == null ? 5 : task.getRetries() - 1;
      service.handleFailure(task, e.toString(), null, left, 1000);
      return;
    }
    service.complete(task, result);
  }
}

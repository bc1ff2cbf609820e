package org.ordersaga.worker.engine;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.util.Timeout;
import org.camunda.bpm.client.ExternalTaskClient;
import org.camunda.bpm.client.ExternalTaskClientBuilder;
import org.camunda.bpm.client.exception.ExternalTaskClientException;
import org.camunda.bpm.client.interceptor.auth.BasicAuthProvider;
import org.camunda.bpm.client.task.ExternalTask;
import org.camunda.bpm.client.task.ExternalTaskService;
import org.ordersaga.worker.catalogue.StepCatalogue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Fetches tasks with two clients of one worker id, and hands them to a pool. One client waits at
 * the engine for new work; the other fetches when a retry falls due. A third one hands on what came
 * along with the answers to reports.
 */
final class EngineWorker implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(EngineWorker.class);
  private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

  /**
   * Much longer than a request takes; one that is stuck must not hold up what has no part in it.
   */
  private static final Duration REPORT_PATIENCE = Duration.ofSeconds(1);

  private static final Duration HAND_ON_LIMIT = Duration.ofSeconds(2);

  /** So long a thread waits for a step, before it ends and its memory is given back. */
  private static final Duration THREAD_PATIENCE = Duration.ofSeconds(30);

  private final String applicationName;
  private final EngineSettings engine;
  private final WorkerSettings settings;
  private final StepCatalogue catalogue;
  private final Duration stopLimit;
  private final Capacity capacity;
  private final EngineConnection connection;
  private final RetryPace retryPace;
  private final LockKeeper locks;
  private final OutsideWatch outsides;
  private final TaskRunner runner;
  private final ExecutorService pool;
  private final CarriedTasks carriedTasks;
  private final SharedReports reports;
  private ExternalTaskClient polling;
  private ExternalTaskClient retrying;
  private ExternalTaskClient carrying;
  private volatile boolean running;

  EngineWorker(
      String applicationName,
      EngineSettings engine,
      WorkerSettings settings,
      StepCatalogue catalogue,
      Duration stopLimit,
      Capacity capacity,
      EngineConnection connection,
      RetryPace retryPace,
      LockKeeper locks,
      OutsideWatch outsides,
      TaskRunner runner) {
    this.applicationName = applicationName;
    this.engine = engine;
    this.settings = settings;
    this.catalogue = catalogue;
    this.stopLimit = stopLimit;
    this.capacity = capacity;
    this.connection = connection;
    this.retryPace = retryPace;
    this.locks = locks;
    this.outsides = outsides;
    this.runner = runner;
    this.carriedTasks = new CarriedTasks(capacity);
    this.reports =
        new SharedReports(
            settings.reportsPerRequest(),
            settings.reportRequests(),
            REPORT_PATIENCE,
            connection,
            carriedTasks);
    this.pool = pool(settings.threads());
  }

  private static ExecutorService pool(int threads) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            THREAD_PATIENCE.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> new Thread(work, "step-" + number.incrementAndGet()));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public void start() {
    if (catalogue.all().isEmpty()) {
      LOG.warn("This worker has no step; it fetches nothing.");
      return;
    }
    running = true;
    String workerId = workerId();
    polling =
        client(workerId, settings.fetchSize())
            .asyncResponseTimeout(settings.longPoll().toMillis())
            .backoffStrategy(new PollingPace(capacity, connection, settings.fetchSize()))
            .build();
    retrying = client(workerId, settings.fetchSize()).backoffStrategy(retryPace).build();
    carrying =
        client(workerId, settings.threads())
            .customizeHttpClient(http -> http.addExecInterceptorFirst("carried", carriedTasks))
            .backoffStrategy(carriedTasks)
            .build();
    // A client's first fetch comes before its strategy is asked. Both fit into an idle worker.
    capacity.reserve(settings.fetchSize());
    capacity.reserve(settings.fetchSize());
    FetchedTopics topics =
        new FetchedTopics(
            List.of(polling, retrying, carrying), settings.lockDuration(), this::accept);
    catalogue.all().forEach(topics::add);
    carrying.start();
    retrying.start();
    polling.start();
    outsides.start(topics);
  }

  @Override
  public void stop(Runnable stopped) {
    new Thread(
            () -> {
              stop();
              stopped.run();
            },
            "step-stop")
        .start();
  }

  /** Fetches no more, and waits for the tasks that are being executed. */
  @Override
  public void stop() {
    if (!running) {
      return;
    }
    running = false;
    long deadline = System.nanoTime() + stopLimit.toNanos();
    outsides.stop();
    capacity.close();
    retryPace.stop();
    // May take as long as the engine keeps the last fetch waiting; the pool goes on meanwhile.
    polling.stop();
    retrying.stop();
    pool.shutdown();
    try {
      if (!pool.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        LOG.warn("Stopping with steps still running; their tasks are delivered again later.");
      }
      // What came along with the last reports is given back.
      carriedTasks.stop(HAND_ON_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    carrying.stop();
    locks.stop();
    runner.stop();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Called by a client for each task it fetched; the place was reserved before the fetch. */
  private void accept(ExternalTask task, ExternalTaskService service) {
    long fetched = System.nanoTime();
    try {
      pool.execute(
          () -> {
            try {
              if (capacity.isClosed()) {
                giveBack(task, service);
              } else if (System.nanoTime() - fetched < settings.lockDuration().toNanos()) {
                runner.run(task, service);
              }
            } finally {
              capacity.release(1);
            }
          });
    } catch (RejectedExecutionException e) {
      giveBack(task, service);
    }
  }

  private static void giveBack(ExternalTask task, ExternalTaskService service) {
    try {
      service.unlock(task);
    } catch (ExternalTaskClientException e) {
      LOG.debug("Task {} could not be given back; its lock will expire.", task.getId());
    }
  }

  private ExternalTaskClientBuilder client(String workerId, int maxTasks) {
    return ExternalTaskClient.create()
        .baseUrl(engine.url())
        .workerId(workerId)
        .maxTasks(maxTasks)
        .lockDuration(settings.lockDuration().toMillis())
        .usePriority(false)
        .orderByCreateTime()
        .asc()
        .disableAutoFetching()
        .addInterceptor(new BasicAuthProvider(applicationName, engine.password()))
        .customizeHttpClient(this::customize);
  }

  private void customize(HttpClientBuilder http) {
    Timeout answer = Timeout.of(settings.longPoll().plus(ANSWER_TIMEOUT));
    // Every running step may report while one fetch waits; one more for the locks.
    int connections = settings.threads() + 2;
    http.setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(connections)
                .setMaxConnTotal(connections)
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_TIMEOUT)
                        .setSocketTimeout(answer)
                        .build())
                .build())
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(CONNECT_TIMEOUT)
                .setResponseTimeout(answer)
                .build())
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableRedirectHandling()
        .addResponseInterceptorLast(EngineWorker::requireBody)
        .addExecInterceptorFirst("reports", reports);
  }

  /**
   * The client cannot read an error, or an answer to a fetch, that has no body, and would fetch
   * again without any delay.
   */
  private static void requireBody(HttpResponse response, EntityDetails body, HttpContext context)
      throws ProtocolException {
    String path = HttpCoreContext.cast(context).getRequest().getRequestUri();
    boolean needed =
        path.endsWith("/fetchAndLock")
            || (response.getCode() >= 300 && !path.endsWith(SharedReports.PATH));
    if (body == null && needed) {
      throw new ProtocolException("HTTP " + response.getCode() + " without a body");
    }
  }

  private String workerId() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown-host";
    }
    return applicationName + "@" + host + "/" + UUID.randomUUID();
  }
}

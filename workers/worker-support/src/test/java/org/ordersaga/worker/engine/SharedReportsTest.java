package org.ordersaga.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.camunda.bpm.client.exception.ConnectionLostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The clients' side of the line, with an engine that answers as a test wants. */
class SharedReportsTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String DONE = "{\"status\":204,\"error\":null}";
  private static final String GONE =
      "{\"status\":404,\"error\":{\"type\":\"RestException\",\"message\":\"gone\"}}";

  /** Null closes the line without an answer. */
  private record Answer(int status, String body) {}

  private final ObjectMapper json = new ObjectMapper();
  private final EngineConnection connection = new EngineConnection("http://localhost");
  private final Capacity capacity = new Capacity(4);
  private final CarriedTasks carried = new CarriedTasks(capacity);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<JsonNode> batches = new CopyOnWriteArrayList<>();
  private final List<String> alone = new CopyOnWriteArrayList<>();
  private final CountDownLatch first = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final CountDownLatch goOnLater = new CountDownLatch(1);
  private volatile Function<JsonNode, Answer> endpoint = this::allDone;
  private HttpServer server;
  private SharedReports reports;
  private CloseableHttpClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/engine-rest/", this::engineRest);
    server.createContext(SharedReports.PATH, this::batch);
    server.start();
    connect(10, LONG);
  }

  private void connect(int most, Duration patience) {
    connect(most, 2, patience);
  }

  private void connect(int most, int mostRequests, Duration patience) {
    reports = new SharedReports(most, mostRequests, patience, connection, carried);
    client =
        HttpClients.custom()
            .disableAutomaticRetries()
            .addExecInterceptorFirst("carried", carried)
            .addExecInterceptorFirst("reports", reports)
            .build();
  }

  @AfterEach
  void stop() throws IOException {
    goOn.countDown();
    goOnLater.countDown();
    client.close();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void aReportThatIsAloneGoesToEngineRestAtOnce() throws Exception {
    assertThat(report("a").get(60, TimeUnit.SECONDS)).isEqualTo("204");
    assertThat(alone).containsExactly("/engine-rest/external-task/a/complete");
    assertThat(batches).isEmpty();
  }

  @Test
  void whatBecomesReadyMeanwhileTravelsTogetherAndEachGetsItsAnswer() throws Exception {
    endpoint = batch -> new Answer(200, "{\"results\":[" + DONE + "," + GONE + "," + DONE + "]}");
    List<CompletableFuture<String>> gathered = gather(3);

    goOn.countDown();

    assertThat(answers(gathered))
        .containsExactlyInAnyOrder(
            "204", "204", "404 {\"type\":\"RestException\",\"message\":\"gone\"}");
    assertThat(batches).hasSize(1);
    JsonNode sent = batches.get(0).get("reports").get(0);
    assertThat(sent.get("taskId").textValue()).startsWith("t");
    assertThat(sent.get("complete").get("workerId").textValue()).isEqualTo("w");
    assertThat(alone).hasSize(1);
  }

  @Test
  void noMoreThanTheSettingAllowsTravelTogether() throws Exception {
    connect(2, LONG);
    List<CompletableFuture<String>> gathered = gather(5);

    goOn.countDown();

    assertThat(answers(gathered)).containsOnly("204");
    assertThat(sizes()).containsExactly(2, 2);
    assertThat(alone).as("the first and the last").hasSize(2);
  }

  @Test
  void whileItIsCalmAReportDoesNotWaitForTheOneBeforeIt() throws Exception {
    leaveAlone("calm-1", "calm-2");
    CompletableFuture<String> stuck = report("stuck");
    assertThat(first.await(60, TimeUnit.SECONDS)).isTrue();

    leaveAlone("next", "another");

    assertThat(stuck).isNotDone();
    assertThat(batches).isEmpty();
  }

  @Test
  void theFirstThatLeavesAloneAfterOthersTravelledTogetherIsWaitedFor() throws Exception {
    List<CompletableFuture<String>> gathered = gather(2);
    goOn.countDown();
    assertThat(answers(gathered)).containsOnly("204");

    CompletableFuture<String> later = report("later");
    await().until(() -> alone.size() == 2);
    CompletableFuture<String> next = report("next");
    await().until(() -> reports.waiting() == 1);
    goOnLater.countDown();

    assertThat(answers(List.of(later, next))).containsOnly("204");
    assertThat(alone).hasSize(3);
    assertThat(sizes()).containsExactly(2);
  }

  @Test
  void behindTwoRequestsReportsGatherAndBehindThoseThatTravelTogetherTheNextOneWaits()
      throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    endpoint =
        batch -> {
          waitFor(answer);
          return allDone(batch);
        };
    leaveAlone("calm-1", "calm-2");
    report("first");
    report("stuck");
    await().until(() -> alone.size() == 4);
    List<CompletableFuture<String>> gathered = List.of(report("t0"), report("t1"));
    await().until(() -> reports.waiting() == 2);

    goOn.countDown();
    await().until(() -> !batches.isEmpty());
    CompletableFuture<String> next = report("next");
    await().until(() -> reports.waiting() == 1);
    assertThat(alone).hasSize(4);
    answer.countDown();

    assertThat(answers(gathered)).containsOnly("204");
    assertThat(next.get(60, TimeUnit.SECONDS)).isEqualTo("204");
    assertThat(sizes()).containsExactly(2);
    assertThat(alone).endsWith("/engine-rest/external-task/next/complete");
  }

  @Test
  void whereOneRequestAtOnceIsAllowedAReportWaitsForTheOneBeforeItHoweverCalmItIs()
      throws Exception {
    connect(10, 1, LONG);
    leaveAlone("calm-1", "calm-2");
    List<CompletableFuture<String>> gathered = gather(1);
    goOn.countDown();

    assertThat(answers(gathered)).containsOnly("204");
    assertThat(batches).isEmpty();
  }

  @Test
  void whereThereIsNoSuchEndpointEachGoesAloneUntilTheEngineIsReachedAnew() throws Exception {
    learnTopics();
    endpoint = batch -> new Answer(404, "");
    List<CompletableFuture<String>> gathered = gather(2);
    goOn.countDown();
    assertThat(answers(gathered)).containsOnly("204");
    assertThat(batches).hasSize(1);
    assertThat(alone).hasSize(3);

    CompletableFuture<String> next = report("next");
    assertThat(next.get(60, TimeUnit.SECONDS)).isEqualTo("204");
    // Were it tried again, this one would be in it.
    capacityIsUsedUp();
    assertThat(report("another").get(60, TimeUnit.SECONDS)).isEqualTo("204");
    assertThat(batches).hasSize(1);

    connection.fetched(new ConnectionLostException("lost", new IOException()));
    connection.fetched(null);
    endpoint = this::allDone;
    assertThat(report("anew").get(60, TimeUnit.SECONDS)).isEqualTo("204");
    assertThat(batches).hasSize(2);
  }

  @Test
  void anAnswerOfSomebodyElseCountsAsNoSuchEndpoint() throws Exception {
    endpoint = batch -> new Answer(200, "<html>welcome</html>");
    List<CompletableFuture<String>> gathered = gather(2);
    goOn.countDown();

    assertThat(answers(gathered)).containsOnly("204");
    assertThat(alone).hasSize(3);
  }

  @Test
  void aRequestThatFailsAsAWholeIsTakenApart() throws Exception {
    endpoint = batch -> new Answer(500, "{\"type\":\"x\",\"message\":\"y\"}");
    List<CompletableFuture<String>> gathered = gather(2);
    goOn.countDown();

    assertThat(answers(gathered)).containsOnly("204");
    assertThat(alone).hasSize(3);
  }

  @Test
  void aPartialAnswerLeavesTheRestToEngineRest() throws Exception {
    endpoint = batch -> new Answer(200, "{\"results\":[" + GONE + ",{\"status\":700}]}");
    List<CompletableFuture<String>> gathered = gather(3);
    goOn.countDown();

    assertThat(answers(gathered)).filteredOn("204"::equals).hasSize(2);
    assertThat(answers(gathered)).filteredOn(answer -> answer.startsWith("404")).hasSize(1);
    assertThat(alone).hasSize(3);
  }

  /** Nobody knows what became of them: as for a report alone, the engine's client has to say so. */
  @Test
  void aLostAnswerIsLostToAll() throws Exception {
    endpoint = batch -> null;
    List<CompletableFuture<String>> gathered = gather(2);
    goOn.countDown();

    for (CompletableFuture<String> lost : gathered) {
      assertThatThrownBy(() -> lost.get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(IOException.class);
    }
    assertThat(alone).hasSize(1);
  }

  @Test
  void aRequestThatIsStuckHoldsTheOthersUpForOnceOnly() throws Exception {
    connect(10, Duration.ofMillis(20));
    CompletableFuture<String> stuck = report("stuck");
    assertThat(first.await(60, TimeUnit.SECONDS)).isTrue();
    List<CompletableFuture<String>> others =
        IntStream.range(0, 8).mapToObj(i -> report("t" + i)).toList();

    assertThat(answers(others)).containsOnly("204");
    assertThat(stuck).isNotDone();
    assertThat(reports.waiting()).isZero();
    int sent = alone.size() + sizes().stream().mapToInt(Integer::intValue).sum();
    assertThat(sent).as("each is sent once").isEqualTo(9);
  }

  @Test
  void whenAllPlacesAreTakenTheAnswerBringsAsManyTasksAsHaveEnded() throws Exception {
    learnTopics();
    capacityIsUsedUp();
    endpoint =
        batch ->
            new Answer(
                200,
                "{\"results\":["
                    + DONE
                    + "],\"tasks\":[{\"id\":\"next\",\"topicName\":\"stock.take\"},"
                    + "{\"id\":\"left-out\",\"topicName\":\"gone.topic\"}]}");
    goOn.countDown();

    assertThat(report("a").get(60, TimeUnit.SECONDS)).isEqualTo("204");

    JsonNode fetch = batches.get(0).get("fetch");
    assertThat(fetch.get("maxTasks").intValue()).isEqualTo(1);
    assertThat(fetch.has("asyncResponseTimeout")).isFalse();
    assertThat(fetch.get("topics")).hasSize(1);
    assertThat(carried.calculateBackoffTime()).isZero();
    assertThat(learnTopics()).isEqualTo("200 [{\"id\":\"next\",\"topicName\":\"stock.take\"}]");
    assertThat(alone).isEmpty();
  }

  @Test
  void asLongAsThereIsRoomNothingIsFetchedAlong() throws Exception {
    learnTopics();
    List<CompletableFuture<String>> gathered = gather(2);
    goOn.countDown();

    assertThat(answers(gathered)).containsOnly("204");
    assertThat(batches.get(0).get("fetch").isNull()).isTrue();
  }

  @Test
  void placesThatWereHandedOverMakeNoRoom() {
    capacity.reserve(4);
    capacity.handOver(2);
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(() -> capacity.reserve(2), threads);
    await().until(capacity::isAwaited);

    capacity.release(3);
    assertThat(capacity.isAwaited()).isTrue();
    capacity.release(1);
    assertThat(waiting.join()).isTrue();
  }

  @Test
  void stoppingWaitsUntilWhatWasBroughtIsHandedOn() throws Exception {
    learnTopics();
    carried.bring(json.createArrayNode().add(json.createObjectNode().put("topicName", "x")));
    CompletableFuture<Void> stopped =
        CompletableFuture.runAsync(
            () -> {
              try {
                carried.stop(LONG);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            threads);

    assertThat(carried.calculateBackoffTime()).isZero();
    assertThat(stopped).isNotDone();
    learnTopics();
    carried.reconfigure(List.of(), null);
    assertThat(carried.calculateBackoffTime()).isEqualTo(PollingPace.UNTIL_STOPPED_MILLIS);
    stopped.get(60, TimeUnit.SECONDS);
  }

  /** Reports that have gathered behind one that is stuck until the test says go on. */
  private List<CompletableFuture<String>> gather(int number) throws InterruptedException {
    report("first");
    assertThat(first.await(60, TimeUnit.SECONDS)).isTrue();
    List<CompletableFuture<String>> gathered =
        IntStream.range(0, number)
            .mapToObj(i -> report("t" + i))
            .collect(Collectors.toCollection(ArrayList::new));
    await().until(() -> reports.waiting() == number);
    return gathered;
  }

  /** One after the other. */
  private void leaveAlone(String... tasks) throws Exception {
    for (String task : tasks) {
      assertThat(report(task).get(60, TimeUnit.SECONDS)).isEqualTo("204");
    }
  }

  private static List<String> answers(List<CompletableFuture<String>> reports) throws Exception {
    List<String> answers = new ArrayList<>();
    for (CompletableFuture<String> report : reports) {
      answers.add(report.get(60, TimeUnit.SECONDS));
    }
    return answers;
  }

  private List<Integer> sizes() {
    return batches.stream().map(batch -> batch.get("reports").size()).toList();
  }

  /** Somebody waits for a place, and there is none. */
  private void capacityIsUsedUp() {
    capacity.reserve(4);
    threads.execute(() -> capacity.reserve(1));
    await().until(capacity::isAwaited);
  }

  private CompletableFuture<String> report(String task) {
    return CompletableFuture.supplyAsync(
        () -> post("/engine-rest/external-task/" + task + "/complete", "{\"workerId\":\"w\"}"),
        threads);
  }

  private String learnTopics() {
    return post(
        "/engine-rest/external-task/fetchAndLock",
        "{\"workerId\":\"w\",\"maxTasks\":8,\"asyncResponseTimeout\":5000,"
            + "\"topics\":[{\"topicName\":\"stock.take\"}]}");
  }

  private String post(String path, String body) {
    HttpPost post = new HttpPost("http://localhost:" + server.getAddress().getPort() + path);
    post.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
    try {
      return client.execute(
          post,
          response ->
              response.getEntity() == null
                  ? String.valueOf(response.getCode())
                  : response.getCode() + " " + EntityUtils.toString(response.getEntity()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of the batch endpoint: everything is done. */
  private Answer allDone(JsonNode batch) {
    String results =
        IntStream.range(0, batch.get("reports").size())
            .mapToObj(i -> DONE)
            .collect(Collectors.joining(","));
    return new Answer(200, "{\"results\":[" + results + "],\"fetch\":null,\"tasks\":null}");
  }

  private void batch(HttpExchange exchange) throws IOException {
    JsonNode batch = json.readTree(exchange.getRequestBody());
    batches.add(batch);
    Answer answer = endpoint.apply(batch);
    if (answer != null) {
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  /** The first report, and one that comes later, are stuck until the test says go on. */
  private void engineRest(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    alone.add(path);
    exchange.getRequestBody().readAllBytes();
    if (path.matches(".*/(first|stuck)/complete")) {
      first.countDown();
      waitFor(goOn);
    } else if (path.endsWith("/later/complete")) {
      waitFor(goOnLater);
    }
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

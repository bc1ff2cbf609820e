package org.ordersaga.worker.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends reports that are ready at the same moment in one request, where process-app takes them so.
 * It sits in the HTTP clients, below the engine's client: that one sends its reports as ever, each
 * from the thread of its task, and gets for each the answer that engine-rest would have given.
 *
 * <p>While it is calm, that is, as long as reports leave alone, a few requests may be under way at
 * once, so that a report need not wait for the one before it. Otherwise one is, and the reports
 * that become ready meanwhile gather; whoever is first of them sends the next request. So where
 * there is much to report, few requests take much each. Nothing waits for company: a report that is
 * alone leaves as ever, to engine-rest. And a request that is stuck holds the others up for once
 * only: whose patience ends first sends what has gathered, and later ones wait for that request.
 */
final class SharedReports implements ExecChainHandler {

  static final String PATH = "/api/external-tasks/reports";

  private static final Logger LOG = LoggerFactory.getLogger(SharedReports.class);

  private static final Pattern REPORT =
      Pattern.compile("(.*)/engine-rest/external-task/([A-Za-z0-9-]+)/(complete|bpmnError)");

  /** Half of what process-app takes. */
  private static final int MOST_BYTES = 128 * 1024;

  /**
   * It is calm when so many reports in a row have left alone, those that are under way among them.
   * One is not enough: the first to be ready after many have travelled together is alone as well.
   */
  private static final int CALM = 2;

  /** What is answered where there is no such endpoint, or none for this user. */
  private static final Set<Integer> MISSING = Set.of(403, 404, 405, 501);

  private final int most;
  private final int mostRequests;
  private final Duration patience;
  private final EngineConnection connection;
  private final CarriedTasks carried;
  private final ObjectMapper json = new ObjectMapper();
  private final Queue<Ready> ready = new ArrayDeque<>();

  /** Who sends the requests that the others wait for. */
  private final Set<Ready> senders = new HashSet<>();

  /** Counted up to {@link #CALM}. */
  private int aloneInARow;

  private volatile Instant missingSince;

  /**
   * Shared by all clients of this process.
   *
   * @param most reports in one request; 1 for none of these requests
   * @param mostRequests under way at once, while it is calm
   * @param patience how long a report waits for a request that is under way
   */
  SharedReports(
      int most,
      int mostRequests,
      Duration patience,
      EngineConnection connection,
      CarriedTasks carried) {
    this.most = most;
    this.mostRequests = mostRequests;
    this.patience = patience;
    this.connection = connection;
    this.carried = carried;
  }

  /** A report that is ready to leave. What becomes of it is written before its turn comes. */
  private static final class Ready {

    private final String taskId;
    private final String kind;
    private final byte[] body;

    /** Completes with true if it is to send what has gathered, with false when that was done. */
    private final CompletableFuture<Boolean> turn = new CompletableFuture<>();

    /** As from engine-rest; null while it has to be asked. */
    private ClassicHttpResponse answer;

    private IOException lost;

    Ready(Matcher path, byte[] body) {
      this.taskId = path.group(2);
      this.kind = path.group(3);
      this.body = body;
    }
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    Matcher path = REPORT.matcher(request.getPath());
    if (!path.matches() || !isOffered()) {
      return chain.proceed(request, scope);
    }
    Ready report = new Ready(path, EntityUtils.toByteArray(request.getEntity()));
    join(report);
    if (isToSend(report)) {
      List<Ready> together = gathered(report);
      try {
        JsonNode fetch = carried.fetch(together.size());
        boolean alone = together.size() == 1 && fetch == null;
        leaves(alone);
        if (alone) {
          return chain.proceed(request, scope);
        }
        if (isOffered()) {
          send(together, fetch, post(request, path.group(1)), scope, chain);
        }
      } finally {
        passOn(report);
        together.forEach(done -> done.turn.complete(false));
      }
    }
    if (report.lost != null) {
      throw new IOException("The reports' answer got lost", report.lost);
    }
    return report.answer == null ? chain.proceed(request, scope) : report.answer;
  }

  /** An engine that was not reached for a while may be another one. */
  private boolean isOffered() {
    return most > 1 && !connection.state().since().equals(missingSince);
  }

  private synchronized void join(Ready report) {
    ready.add(report);
    leadNext();
  }

  /** Has the first of those that wait send the next request, if one may leave now. */
  private void leadNext() {
    boolean calm = aloneInARow == CALM;
    if (senders.size() >= (calm ? mostRequests : 1)) {
      return;
    }
    List<Ready> waiting = ready.stream().filter(next -> !next.turn.isDone()).toList();
    if (waiting.size() > 1) {
      // They are about to leave together, and nobody is to overtake them.
      aloneInARow = 0;
    }
    waiting.stream().findFirst().ifPresent(this::lead);
  }

  private void lead(Ready report) {
    senders.add(report);
    report.turn.complete(true);
  }

  /** With tasks to fetch it is not calm either: all places are taken. */
  private synchronized void leaves(boolean alone) {
    aloneInARow = alone ? Math.min(aloneInARow + 1, CALM) : 0;
  }

  private boolean isToSend(Ready report) throws InterruptedIOException {
    try {
      try {
        return report.turn.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return takesOver(report) || report.turn.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reporting");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Unless it has left with others, or is to send anyhow. */
  private synchronized boolean takesOver(Ready report) {
    boolean waits = !report.turn.isDone() && ready.contains(report);
    if (waits) {
      senders.clear();
      lead(report);
    }
    return waits;
  }

  /** This report, and those that wait for their turn. */
  private synchronized List<Ready> gathered(Ready report) {
    List<Ready> together = new ArrayList<>();
    ready.remove(report);
    together.add(report);
    int bytes = report.body.length;
    for (Iterator<Ready> others = ready.iterator(); others.hasNext(); ) {
      Ready other = others.next();
      bytes += other.body.length;
      if (together.size() == most || bytes > MOST_BYTES) {
        break;
      }
      if (!other.turn.isDone()) {
        others.remove();
        together.add(other);
      }
    }
    return together;
  }

  private synchronized void passOn(Ready report) {
    // Nobody waits any more for one that was stuck.
    if (senders.remove(report)) {
      leadNext();
    }
  }

  /** How many reports wait for a request that is under way. */
  synchronized int waiting() {
    return ready.size();
  }

  private static ClassicRequestBuilder post(ClassicHttpRequest request, String base)
      throws ProtocolException {
    try {
      return ClassicRequestBuilder.post(request.getUri().resolve(base + PATH));
    } catch (URISyntaxException e) {
      throw new ProtocolException("The engine's URL cannot be read", e);
    }
  }

  private void send(
      List<Ready> together,
      JsonNode fetch,
      ClassicRequestBuilder post,
      ExecChain.Scope scope,
      ExecChain chain) {
    try {
      byte[] body = json.writeValueAsBytes(batch(together, fetch));
      post.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
      try (ClassicHttpResponse response = chain.proceed(post.build(), scope)) {
        byte[] answer =
            response.getEntity() == null
                ? new byte[0]
                : EntityUtils.toByteArray(response.getEntity());
        if (response.getCode() == 200) {
          read(answer, together);
        } else if (MISSING.contains(response.getCode())) {
          missing("HTTP " + response.getCode());
        }
        // Whatever else it is, engine-rest will say to each alone.
      }
    } catch (IOException e) {
      together.forEach(report -> report.lost = e);
    } catch (HttpException | RuntimeException e) {
      together.forEach(report -> report.lost = new IOException(e));
    }
  }

  private ObjectNode batch(List<Ready> together, JsonNode fetch) {
    ObjectNode batch = json.createObjectNode();
    ArrayNode reports = batch.putArray("reports");
    for (Ready report : together) {
      RawValue body = new RawValue(new String(report.body, StandardCharsets.UTF_8));
      reports.addObject().put("taskId", report.taskId).putRawValue(report.kind, body);
    }
    return batch.set("fetch", fetch);
  }

  private void read(byte[] body, List<Ready> together) {
    JsonNode answer;
    try {
      answer = json.readTree(body);
    } catch (IOException e) {
      missing("another answer");
      return;
    }
    JsonNode results = answer.path("results");
    if (!results.isArray()) {
      missing("another answer");
      return;
    }
    for (int i = 0; i < together.size(); i++) {
      together.get(i).answer = answer(results.path(i));
    }
    if (answer.path("tasks") instanceof ArrayNode tasks && !tasks.isEmpty()) {
      carried.bring(tasks);
    }
  }

  /** As engine-rest would have sent it; null if it is not one. */
  private ClassicHttpResponse answer(JsonNode result) {
    int status = result.path("status").asInt();
    if (status >= 200 && status < 300) {
      return new BasicClassicHttpResponse(status);
    }
    if (status < 400 || status > 599 || !result.path("error").isObject()) {
      return null;
    }
    try {
      ClassicHttpResponse response = new BasicClassicHttpResponse(status);
      response.setEntity(
          new ByteArrayEntity(
              json.writeValueAsBytes(result.get("error")), ContentType.APPLICATION_JSON));
      return response;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private void missing(String answer) {
    missingSince = connection.state().since();
    LOG.info("The engine takes reports one by one ({}).", answer);
  }
}

package org.ordersaga.system.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code mvn verify -Pchaos -Donly.tests=flood [-Dminutes=3]}: far more starts than the workers can
 * follow, on the released model and the default limits.
 */
@Tag("flood")
class FloodTest {

  private static final int CLIENTS = 150;

  /** As many orders as the workers may have in their hands at once. */
  private static final long OVERTAKEN_LIMIT = 100;

  private static final long MEMORY_LIMIT_KB = 1024 * 1024;

  @Test
  void startsAreAcceptedOrRefusedAtOnceNothingIsLostAndTheOldestComeFirst() throws Exception {
    Duration duration = Duration.ofMinutes(Integer.getInteger("minutes", 3));
    Path folder = Folders.forRun("flood");
    Journal journal = new Journal(folder.resolve("journal.txt"));
    try (Cluster cluster = Cluster.start(folder, Shape.oneNode(false, false), journal)) {
      List<Long> processes = cluster.nodes().stream().map(Node::pid).toList();
      Node engine = cluster.nodes(Service.ENGINE).get(0);
      Flood flood = new Flood("http://127.0.0.1:" + engine.port());

      flood.run(CLIENTS, duration);
      journal.announce("answers: " + flood.answers());
      journal.announce("still on their way: " + pending(cluster));
      awaitNonePending(cluster);
      journal.announce("drained; overtaken by at most " + overtaken(cluster));

      assertThat(flood.answers().keySet())
          .as("starts are accepted, or refused with the time to wait")
          .allMatch(answer -> answer.matches("202|503 Retry-After: \\d+"));
      assertThat(cluster.postgres().texts(Service.ENGINE, "select order_id from order_view"))
          .containsAll(flood.accepted());
      assertThat(overtaken(cluster)).as("orders overtaken").isLessThan(OVERTAKEN_LIMIT);
      assertThat(cluster.nodes().stream().map(Node::pid).toList())
          .as("nobody died, of a full memory least of all")
          .isEqualTo(processes);
      assertThat(peakMemory(engine, journal)).as("kB").isLessThan(MEMORY_LIMIT_KB);
      Audit audit = Audit.run(cluster, Duration.ofMinutes(3));
      assertThat(audit.exitCode()).as(audit.report()).isZero();
    }
  }

  private static long pending(Cluster cluster) throws Exception {
    return number(cluster, "select count(*) from order_view where status = 'PENDING'");
  }

  private static void awaitNonePending(Cluster cluster) {
    await("the backlog is drained")
        .atMost(Duration.ofMinutes(20))
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> pending(cluster) == 0);
  }

  /** How many younger orders were confirmed before an older one, for the worst off. */
  private static long overtaken(Cluster cluster) throws Exception {
    return number(
        cluster,
        """
        select coalesce(max(confirmed_as - accepted_as), 0) from (
          select row_number() over (order by accepted) accepted_as,
                 row_number() over (order by confirmed) confirmed_as
          from (
            select min(sequence) filter (where kind = 'ORDER_ACCEPTED') accepted,
                   min(sequence) filter (where data ->> 'to' = 'CONFIRMED') confirmed
            from order_event group by order_id) orders
          where confirmed is not null) ranked
        """);
  }

  private static long number(Cluster cluster, String sql) throws Exception {
    return Long.parseLong(cluster.postgres().texts(Service.ENGINE, sql).get(0));
  }

  /** Where the system tells; else 0. */
  private static long peakMemory(Node node, Journal journal) throws Exception {
    Path status = Path.of("/proc", String.valueOf(node.pid()), "status");
    if (!Files.exists(status)) {
      journal.say("SKIPPED the memory of " + node + ": this system does not tell it");
      return 0;
    }
    String peak =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .findFirst()
            .orElseThrow();
    journal.announce(node + " " + peak);
    return Long.parseLong(peak.replaceAll("\\D", ""));
  }
}

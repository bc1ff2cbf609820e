package org.ordersaga.process.operations;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.impl.RepositoryServiceImpl;
import org.camunda.bpm.engine.impl.pvm.process.ProcessDefinitionImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Finds the orders that are longer in a step than the step's {@code warnAfter} says, in the version
 * of the model that each runs on. The log warns once of each; nodes share the table that knows it.
 */
@Component
class StuckOrders {

  /**
   * Tasks beyond their limit, with the limits of all versions that have a task as {@code limits}.
   */
  private static final String STUCK =
      """
      with limits as (
        select * from unnest(:definitions::text[], :elements::text[], :before::timestamp[])
                   as l (definition, element, before)
      ), stuck as (
        select t.id_ as task_id, v.order_id, l.element, t.create_time_ as since
          from limits l
          join act_ru_ext_task t on t.proc_def_id_ = l.definition and t.act_id_ = l.element
           and t.create_time_ < l.before
          join act_ru_execution p on p.id_ = t.proc_inst_id_
          join order_view v on v.order_id = p.business_key_
        union all
        select u.id_, v.order_id, l.element, u.create_time_
          from limits l
          join act_ru_task u on u.proc_def_id_ = l.definition and u.task_def_key_ = l.element
           and u.create_time_ < l.before
          join act_ru_execution p on p.id_ = u.proc_inst_id_
          join order_view v on v.order_id = p.business_key_
      )
      """;

  private static final Logger LOG = LoggerFactory.getLogger(StuckOrders.class);

  /**
   * Orders that take long in one step.
   *
   * @param orderIds at most ten, those that wait longest first
   */
  record Stuck(String elementId, String name, long count, Instant oldest, List<String> orderIds) {}

  private record Found(String orderId, String elementId, Instant since) {}

  private final JdbcClient jdbc;
  private final RepositoryServiceImpl repository;
  private final MultiGauge gauge;

  StuckOrders(JdbcClient jdbc, RepositoryService repository, MeterRegistry registry) {
    this.jdbc = jdbc;
    this.repository = (RepositoryServiceImpl) repository;
    this.gauge =
        MultiGauge.builder("ordersaga.orders.stuck")
            .description("Orders that are longer in a step than its warnAfter")
            .register(registry);
  }

  /** By step, those with the oldest order first. */
  List<Stuck> list() {
    Limits limits = limits();
    return limits
        .bind(
            jdbc.sql(
                STUCK
                    + """
                    select element, count(*) as count, min(since) as oldest,
                           (array_agg(order_id order by since, order_id))[1\\:10] as orders
                      from stuck group by element order by min(since), element
                    """))
        .query(
            (row, n) ->
                new Stuck(
                    row.getString("element"),
                    limits.names.get(row.getString("element")),
                    row.getLong("count"),
                    row.getTimestamp("oldest").toInstant(),
                    strings(row, "orders")))
        .list();
  }

  @Scheduled(fixedDelayString = "${ordersaga.stuck-orders.sweep-interval}")
  void sweep() {
    Limits limits = limits();
    limits
        .bind(
            jdbc.sql(
                STUCK
                    + """
                    , warned as (
                      insert into order_stuck (task_id, order_id, element_id, warned_at)
                      select task_id, order_id, element, clock_timestamp() from stuck
                      on conflict do nothing returning task_id)
                    select s.order_id, s.element, s.since
                      from warned join stuck s using (task_id) order by s.since
                    """))
        .query(
            (row, n) ->
                new Found(
                    row.getString("order_id"),
                    row.getString("element"),
                    row.getTimestamp("since").toInstant()))
        .list()
        .forEach(StuckOrders::warn);
    jdbc.sql(
            """
            delete from order_stuck s
             where not exists (select 1 from act_ru_ext_task t where t.id_ = s.task_id)
               and not exists (select 1 from act_ru_task u where u.id_ = s.task_id)
            """)
        .update();
    gauge.register(
        jdbc
            .sql("select element_id, count(*) as count from order_stuck group by element_id")
            .query(
                (row, n) ->
                    MultiGauge.Row.of(
                        Tags.of("step", row.getString("element_id")), row.getLong("count")))
            .list()
            .stream()
            .<MultiGauge.Row<?>>map(row -> row)
            .toList(),
        true);
  }

  private static void warn(Found found) {
    MDC.put("orderId", found.orderId());
    try {
      LOG.warn(
          "ORDER_STUCK: order {} is at {} since {}, longer than the step's warnAfter; the runbook"
              + " says what to check",
          found.orderId(),
          found.elementId(),
          found.since());
    } finally {
      MDC.remove("orderId");
    }
  }

  private Limits limits() {
    Limits limits = new Limits();
    jdbc.sql(
            """
            select proc_def_id_ from act_ru_ext_task
            union select proc_def_id_ from act_ru_task where proc_def_id_ is not null
            """)
        .query(String.class)
        .list()
        .forEach(
            definition ->
                WarnAfter.of(
                        (ProcessDefinitionImpl) repository.getDeployedProcessDefinition(definition))
                    .forEach(limit -> limits.add(definition, limit)));
    return limits;
  }

  private static List<String> strings(ResultSet row, String column) throws SQLException {
    return Arrays.stream((String[]) row.getArray(column).getArray()).distinct().toList();
  }

  /** The limits of several definitions, as the query takes them. */
  private static final class Limits {

    private final List<String> definitions = new ArrayList<>();
    private final List<String> elements = new ArrayList<>();
    private final List<String> before = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();

    /** The engine writes times of its own zone, without the zone. */
    private final LocalDateTime now = LocalDateTime.now();

    void add(String definition, WarnAfter.Limit limit) {
      definitions.add(definition);
      elements.add(limit.elementId());
      before.add(now.minus(limit.after()).toString());
      names.put(limit.elementId(), limit.name());
    }

    JdbcClient.StatementSpec bind(JdbcClient.StatementSpec query) {
      return query
          .param("definitions", definitions.toArray(String[]::new))
          .param("elements", elements.toArray(String[]::new))
          .param("before", before.toArray(String[]::new));
    }
  }
}

package org.ordersaga.process.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The orders' incidents by cause. The engine's queries know no cause, and loading ten thousand
 * incidents to count them would be a waste: so its tables are read, and never written.
 */
@Repository
class Incidents {

  /** The code is what a message begins with; an incident without one is known by its type. */
  private static final String ALL =
      """
      with incident as (
        select i.id_, i.incident_type_ as type, i.configuration_ as work_id, i.incident_msg_ as message,
               i.incident_timestamp_ as at, t.topic_name_ as topic, v.order_id,
               coalesce(substring(i.incident_msg_ from '^([A-Z][A-Z0-9_]+):'), i.incident_type_) as code
          from act_ru_incident i
          join act_ru_execution p on p.id_ = i.proc_inst_id_
          join order_view v on v.order_id = p.business_key_
          left join act_ru_ext_task t on t.id_ = i.configuration_
      )
      """;

  /**
   * Incidents with one cause.
   *
   * @param topic null where the engine failed, or a person is waited for
   * @param orderIds at most ten, the oldest first
   * @param message of the oldest
   */
  record Cause(
      String topic,
      String code,
      long count,
      Instant oldest,
      List<String> orderIds,
      String message) {}

  /**
   * What retries can be raised of.
   *
   * @param workId the external task's or the job's
   */
  record Work(String workId, String orderId) {}

  private final JdbcClient jdbc;

  Incidents(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The causes, with the most incidents first. */
  List<Cause> causes() {
    return jdbc.sql(
            ALL
                + """
                select topic, code, count(*) as count, min(at) as oldest,
                       (array_agg(order_id order by at, order_id))[1:10] as orders,
                       (array_agg(message order by at, order_id))[1] as message
                  from incident group by topic, code order by count(*) desc, min(at), code
                """)
        .query(
            (row, n) ->
                new Cause(
                    row.getString("topic"),
                    row.getString("code"),
                    row.getLong("count"),
                    row.getTimestamp("oldest").toInstant(),
                    strings(row, "orders"),
                    row.getString("message")))
        .list();
  }

  /**
   * The work that stands still for one cause: external tasks of a topic, or jobs.
   *
   * @param topic null for jobs
   */
  List<Work> of(String topic, String code) {
    return jdbc.sql(
            ALL
                + """
                select work_id, order_id from incident
                 where code = :code and topic is not distinct from :topic and type = :type
                 order by at, id_
                """)
        .param("code", code)
        .param("topic", topic, Types.VARCHAR)
        .param("type", topic == null ? "failedJob" : "failedExternalTask")
        .query((row, n) -> new Work(row.getString("work_id"), row.getString("order_id")))
        .list();
  }

  private static List<String> strings(ResultSet row, String column) throws SQLException {
    return Arrays.stream((String[]) row.getArray(column).getArray()).distinct().toList();
  }
}

package org.ordersaga.process.orderlog;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.ordersaga.test.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class MigrationTest {

  @Test
  void ordersThatWereUnderWayGetTheTimeThatTheirModelStatedFromNowOn() {
    DriverManagerDataSource database =
        new DriverManagerDataSource(
            TestPostgres.createDatabase("migration"), TestPostgres.USER, TestPostgres.USER);
    JdbcClient jdbc = JdbcClient.create(database);
    Flyway.configure().dataSource(database).target("1").load().migrate();
    for (String status : new String[] {"PENDING", "CONFIRMED", "REJECTED"}) {
      jdbc.sql(
              """
              insert into order_view (order_id, process_instance_id, customer_id, status,
                                      cancellation, currency, lines, accepted_at, changed_at)
              values (:status, :status, 'cust-1', :status, 'NONE', 'EUR', '[]',
                      now() - interval '1 day', now())
              """)
          .param("status", status)
          .update();
    }
    Flyway.configure().dataSource(database).load().migrate();

    assertThat(
            jdbc.sql(
                    """
                    select order_id from order_view
                     where deadline_at > now() + interval '50 minutes' and not abandoned
                    """)
                .query(String.class)
                .list())
        .containsExactly("PENDING");
    assertThat(
            jdbc.sql("select count(*) from order_view where deadline_at is null")
                .query(Integer.class)
                .single())
        .isEqualTo(2);
  }
}

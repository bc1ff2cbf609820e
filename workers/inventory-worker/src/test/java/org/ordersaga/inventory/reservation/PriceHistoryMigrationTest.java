package org.ordersaga.inventory.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.test.TestPostgres;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** An installation whose prices were changed by SQL before there was a history of them. */
class PriceHistoryMigrationTest {

  private static final String DAY = "2026-10-%02d 12:00:00Z";

  private final DriverManagerDataSource database =
      new DriverManagerDataSource(
          TestPostgres.createDatabase("prices"), TestPostgres.USER, TestPostgres.USER);
  private final JdbcClient jdbc = JdbcClient.create(database);

  @BeforeEach
  void olderRelease() {
    Flyway.configure().dataSource(database).target("2").load().migrate();
  }

  @Test
  void everyReservationOfBeforeFindsThePriceItWasMadeWith() {
    reserved("first", 1, "BOOK-001", 1450);
    reserved("second", 2, "BOOK-001", 1450);
    reserved("dearer", 3, "BOOK-001", 1500);
    reserved("cheaper", 4, "BOOK-001", 1400);
    reserved("dearerAgain", 5, "BOOK-001", 1500);
    reserved("other", 3, "BOOK-002", 2490);
    jdbc.sql("update product set price = 1600 where sku = 'BOOK-001'").update();

    migrate();

    assertThat(history("BOOK-001"))
        .isEqualTo("1450 since ever, 1500 since 03, 1400 since 04, 1500 since 05, 1600 since 05");
    assertThat(history("BOOK-002")).isEqualTo("2490 since ever");
    assertThat(wronglyPriced()).isZero();
    reserved("after", 6, "BOOK-001", 1600);
    assertThat(wronglyPriced()).isZero();
  }

  @Test
  void aPriceThatNothingWasReservedWithHoldsSinceEver() {
    jdbc.sql("update product set price = 9999 where sku = 'TOY-001'").update();

    migrate();

    assertThat(history("TOY-001")).isEqualTo("9999 since ever");
    assertThat(jdbc.sql("select count(*) from product_price").query(Integer.class).single())
        .isEqualTo(25);
  }

  @Test
  void anotherCurrencyIsAnotherPrice() {
    reserved("before", 1, "BOOK-001", 1450);
    jdbc.sql("update product set currency = 'CHF' where sku = 'BOOK-001'").update();

    migrate();

    assertThat(history("BOOK-001")).isEqualTo("1450 since ever, 1450 since 01");
    assertThat(wronglyPriced()).isZero();
  }

  private void migrate() {
    Flyway.configure().dataSource(database).load().migrate();
  }

  private void reserved(String order, int day, String sku, long price) {
    jdbc.sql(
            """
            with made as (
              insert into reservation values (:order, 0, 'RESERVED', :price, 'EUR',
                                              :at::timestamptz, now()))
            insert into reservation_line values (:order, :sku, 1, :price)
            """)
        .param("order", order)
        .param("sku", sku)
        .param("price", price)
        .param("at", DAY.formatted(day))
        .update();
  }

  private String history(String sku) {
    return jdbc.sql(
            """
            select string_agg(price || ' since ' || case when valid_from = 'epoch' then 'ever'
                     else to_char(valid_from at time zone 'UTC', 'DD') end, ', '
                   order by valid_from)
              from product_price where sku = ?
            """)
        .param(sku)
        .query(String.class)
        .single();
  }

  /** Lines whose price is not the one that was valid, asked as an auditor would. */
  private int wronglyPriced() {
    return jdbc.sql(
            """
            select count(*) from reservation r join reservation_line l using (order_id)
             where (l.unit_price, r.currency) is distinct from (
                select (price, currency) from product_price p
                 where p.sku = l.sku and p.valid_from <= r.created_at
                 order by valid_from desc limit 1)
            """)
        .query(Integer.class)
        .single();
  }
}

package org.ordersaga.inventory.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriceHistoryTest extends InventoryTest {

  @Test
  void aChangedPriceIsRecordedAndReservationsOfBeforeKeepTheirs() {
    String ball = newProduct(10, 250);
    String before = newOrder();
    String after = newOrder();

    completed(reserve(before, line(ball, 1)));
    changePrice(ball, 300);
    completed(reserve(after, line(ball, 1)));

    assertThat(history(ball)).containsExactly(250L, 300L);
    assertThat(charged(before)).isEqualTo(250);
    assertThat(charged(after)).isEqualTo(300);
    assertThat(priceWhenReserved(before)).isEqualTo(250);
    assertThat(priceWhenReserved(after)).isEqualTo(300);
  }

  @Test
  void aChangeThatWaitsForAReservationIsValidAfterItOnly() throws Exception {
    String ball = newProduct(10, 250);
    String order = newOrder();
    CompletableFuture<Void> change =
        transaction.execute(
            status -> {
              jdbc.sql("select price from product where sku = ? for update")
                  .param(ball)
                  .query(Integer.class)
                  .single();
              CompletableFuture<Void> waiting =
                  CompletableFuture.runAsync(() -> changePrice(ball, 300));
              awaitBlocked(1);
              completed(reserve(order, line(ball, 1)));
              return waiting;
            });
    change.get(10, TimeUnit.SECONDS);

    assertThat(charged(order)).isEqualTo(250);
    assertThat(priceWhenReserved(order)).isEqualTo(250);
    assertThat(history(ball)).containsExactly(250L, 300L);
  }

  @Test
  void aReservationThatWaitsForAChangeGetsTheNewPrice() throws Exception {
    String ball = newProduct(10, 250);
    String order = newOrder();
    CompletableFuture<Void> reservation =
        transaction.execute(
            status -> {
              changePrice(ball, 300);
              CompletableFuture<Void> waiting =
                  CompletableFuture.runAsync(() -> completed(reserve(order, line(ball, 1))));
              awaitBlocked(1);
              return waiting;
            });
    reservation.get(10, TimeUnit.SECONDS);

    assertThat(charged(order)).isEqualTo(300);
    assertThat(priceWhenReserved(order)).isEqualTo(300);
  }

  @Test
  void stockMovesAndOtherNamesAreNoChangeOfPrice() {
    String ball = newProduct(10, 250);

    completed(reserve(newOrder(), line(ball, 1)));
    jdbc.sql("update product set name = 'Ball', price = 250 where sku = ?").param(ball).update();

    assertThat(history(ball)).containsExactly(250L);
  }

  @Test
  void theOpeningCataloguesPricesHoldSinceBeforeAllReservations() {
    assertThat(
            jdbc.sql(
                    """
                    select count(*) from product join product_price using (sku, price, currency)
                    where valid_from = 'epoch'
                    """)
                .query(Integer.class)
                .single())
        .isEqualTo(25);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update product_price set price = 1",
        "delete from product_price",
        "truncate product_price"
      })
  void theHistoryCanOnlyGrow(String change) {
    assertThatThrownBy(() -> jdbc.sql(change).update())
        .hasMessageContaining("product_price is append-only");
  }

  private void changePrice(String sku, long price) {
    jdbc.sql("update product set price = ? where sku = ?").params(price, sku).update();
  }

  private List<Long> history(String sku) {
    return jdbc.sql("select price from product_price where sku = ? order by valid_from")
        .param(sku)
        .query(Long.class)
        .list();
  }

  private long charged(String order) {
    return jdbc.sql("select unit_price from reservation_line where order_id = ?")
        .param(order)
        .query(Long.class)
        .single();
  }

  /** What the history says, asked as an auditor would. */
  private long priceWhenReserved(String order) {
    return jdbc.sql(
            """
            select p.price from reservation r join reservation_line l using (order_id)
              join product_price p using (sku)
            where r.order_id = ? and p.valid_from <= r.created_at
            order by p.valid_from desc limit 1
            """)
        .param(order)
        .query(Long.class)
        .single();
  }
}

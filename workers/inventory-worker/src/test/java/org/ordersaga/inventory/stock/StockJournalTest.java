package org.ordersaga.inventory.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.test.EmbeddedDatabase;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

@SpringBootTest
@EmbeddedDatabase
class StockJournalTest {

  private static final String CATALOGUE = "sku ~ '^(BOOK|TOY|HOME|GARDEN|MUSIC)-00[1-5]$'";

  @Autowired private JdbcClient jdbc;
  @Autowired private Stock stock;

  @Test
  void theShopOpensWithFiveProductsOfEachOfFiveCategories() {
    assertThat(
            jdbc.sql(
                    "select category || ' ' || count(*) from product where "
                        + CATALOGUE
                        + " and currency = 'EUR' and sku like category || '-%'"
                        + " group by category order by category")
                .query(String.class)
                .list())
        .containsExactly("BOOK 5", "GARDEN 5", "HOME 5", "MUSIC 5", "TOY 5");
  }

  @Test
  void theFirstStockIsWrittenInTheJournal() {
    assertThat(
            jdbc.sql("select quantity from stock_movement where kind = 'RECEIVED' and " + CATALOGUE)
                .query(Integer.class)
                .list())
        .hasSize(25)
        .allSatisfy(quantity -> assertThat(quantity).isBetween(50, 500));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update stock_movement set quantity = 1",
        "delete from stock_movement",
        "truncate stock_movement"
      })
  void theJournalCanOnlyGrow(String change) {
    assertThatThrownBy(() -> jdbc.sql(change).update())
        .hasMessageContaining("stock_movement is append-only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"available", "reserved", "sold"})
  void theDatabaseItselfKeepsStockFromBecomingNegative(String place) {
    assertThatThrownBy(
            () ->
                jdbc.sql("update product set %s = -1 where sku = 'BOOK-001'".formatted(place))
                    .update())
        .isInstanceOf(DataIntegrityViolationException.class);
  }

  @Test
  void stockIsOnlyTouchedWithinATransaction() {
    assertThatThrownBy(() -> stock.lock(List.of("BOOK-001"))).hasMessageContaining("transaction");
  }
}

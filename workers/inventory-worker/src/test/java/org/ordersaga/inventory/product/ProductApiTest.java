package org.ordersaga.inventory.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.test.EmbeddedDatabase;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@EmbeddedDatabase
class ProductApiTest {

  @Autowired private TestRestTemplate http;

  @Test
  void aProductShowsItsPriceAndWhereItsPiecesAre() {
    ResponseEntity<JsonNode> answer = get("/products/BOOK-001");

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.OK);
    assertThat(answer.getBody())
        .hasToString(
            "{\"sku\":\"BOOK-001\",\"name\":\"The Lighthouse Keeper's Notebook\","
                + "\"category\":\"BOOK\",\"price\":1450,\"currency\":\"EUR\","
                + "\"available\":240,\"reserved\":0,\"sold\":0}");
  }

  @Test
  void theCatalogueComesInPagesThatSayHowManyThereAre() {
    JsonNode first = get("/products").getBody();
    JsonNode second = get("/products?page=1").getBody();

    assertThat(first.get("page"))
        .hasToString("{\"size\":20,\"number\":0,\"totalElements\":25,\"totalPages\":2}");
    assertThat(first.get("content")).hasSize(20);
    assertThat(second.get("content")).hasSize(5);
    assertThat(get("/products?page=7").getBody().get("content")).isEmpty();
    List<String> skus = first.findValuesAsText("sku");
    skus.addAll(second.findValuesAsText("sku"));
    assertThat(skus).hasSize(25).doesNotHaveDuplicates().isSorted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"BOOK", "TOY", "HOME", "GARDEN", "MUSIC"})
  void aCategoryShowsItsOwnProductsOnly(String category) {
    JsonNode page = get("/products?category=" + category).getBody();

    assertThat(page.findValuesAsText("category")).hasSize(5).containsOnly(category);
    assertThat(page.at("/page/totalElements").asInt()).isEqualTo(5);
  }

  @Test
  void emptyParametersAreAsGoodAsNone() {
    assertThat(get("/products?category=&page=").getBody()).isEqualTo(get("/products").getBody());
  }

  @Test
  void anUnknownProductIsNotFound() {
    ResponseEntity<JsonNode> answer = get("/products/NOPE-1");

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
    assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
    assertThat(answer.getBody().get("detail").asText())
        .isEqualTo("There is no product with this number.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "page=-1           | page     | must be greater than or equal to 0",
        "page=2147483647   | page     | must be less than or equal to 1000000",
        "page=99999999999  | page     | must be a whole number",
        "page=two          | page     | must be a whole number",
        "category=CARS     | category | must be one of [BOOK, TOY, HOME, GARDEN, MUSIC]",
      })
  void aBadParameterIsNamed(String query, String field, String message) {
    ResponseEntity<JsonNode> answer = get("/products?" + query);

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
    assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
    assertThat(answer.getBody().get("errors")).hasSize(1);
    assertThat(answer.getBody().at("/errors/0/field").asText()).isEqualTo(field);
    assertThat(answer.getBody().at("/errors/0/message").asText()).isEqualTo(message);
  }

  @Test
  void anOperatorMayLookToo() {
    assertThat(
            http.withBasicAuth("operator", "operator-password")
                .getForEntity("/products", String.class)
                .getStatusCode())
        .isEqualTo(HttpStatus.OK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/products", "/products/BOOK-001", "/products/NOPE-1"})
  void nobodyLooksWithoutALogin(String path) {
    assertThat(http.getForEntity(path, String.class).getStatusCode())
        .isEqualTo(HttpStatus.UNAUTHORIZED);
    assertThat(
            http.withBasicAuth("client", "guessed")
                .getForEntity(path, String.class)
                .getStatusCode())
        .isEqualTo(HttpStatus.UNAUTHORIZED);
  }

  private ResponseEntity<JsonNode> get(String path) {
    return http.withBasicAuth("client", "client-password").getForEntity(path, JsonNode.class);
  }
}

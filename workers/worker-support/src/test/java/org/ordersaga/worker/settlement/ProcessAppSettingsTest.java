package org.ordersaga.worker.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessAppSettingsTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "null, http://127.0.0.1:8080/engine-rest, http://127.0.0.1:8080",
        "null, http://127.0.0.1:8080/engine-rest/, http://127.0.0.1:8080",
        "null, http://host/shop/engine-rest/engine/default, http://host/shop",
        "null, http://host/api/, http://host/api",
        "https://shop.example/, http://127.0.0.1:8080/engine-rest, https://shop.example"
      })
  void processAppIsWhereTheEngineIsUnlessItsUrlIsSet(String url, String engine, String expected) {
    assertThat(new ProcessAppSettings(url).urlOr(engine)).isEqualTo(expected);
  }
}

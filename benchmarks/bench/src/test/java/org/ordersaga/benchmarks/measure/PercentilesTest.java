package org.ordersaga.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {

  @Test
  void aPercentileIsTheValueThatSoManyDoNotExceed() {
    List<Double> values = IntStream.rangeClosed(1, 200).mapToObj(i -> (double) (201 - i)).toList();

    assertThat(Percentiles.of(values)).isEqualTo(new Percentiles(100, 190, 198));
  }

  @Test
  void ofOneValueAllPercentilesAreThatValue() {
    assertThat(Percentiles.of(List.of(7.0))).isEqualTo(new Percentiles(7, 7, 7));
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
    assertThat(Percentiles.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
    assertThat(Percentiles.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
    assertThat(Percentiles.median(List.of())).isNaN();
  }
}

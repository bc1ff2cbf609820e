package org.ordersaga.process.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.fetch.Looks.Look;
import org.ordersaga.process.fetch.Looks.Question;

class LooksTest {

  private static final Question QUESTION = question("order-worker", "order.create");

  private final AtomicLong now = new AtomicLong();
  private final Looks looks = new Looks(now::get);

  @Test
  void anAnswerStandsForTwoSecondsFromTheLooksBeginning() {
    Look look = looks.begin();
    pass(1);
    looks.tookAll(QUESTION, look);
    assertThat(looks.standing(QUESTION)).contains(look);
    pass(Looks.FRESH.toNanos() - 2);
    assertThat(looks.standing(QUESTION)).contains(look);
    assertThat(looks.left(look).toNanos()).isEqualTo(1);
    pass(1);
    assertThat(looks.standing(QUESTION)).isEmpty();
  }

  @Test
  void aSignalEndsItHoweverItOverlapsWithTheLook() {
    Look look = looks.begin();
    looks.signal(List.of("order.create"));
    looks.tookAll(QUESTION, look);
    assertThat(looks.standing(QUESTION)).isEmpty();
    look = looks.begin();
    looks.tookAll(QUESTION, look);
    assertThat(looks.standing(QUESTION)).contains(look);
    looks.signal(List.of("order.create"));
    assertThat(looks.standing(QUESTION)).isEmpty();
  }

  @Test
  void aSignalOfEverythingEndsItAndOneOfAnotherTopicDoesNot() {
    Look look = looks.begin();
    looks.tookAll(QUESTION, look);
    looks.signal(List.of("order.confirm"));
    assertThat(looks.standing(QUESTION)).contains(look);
    looks.signal(List.of(TaskSignals.ANY));
    assertThat(looks.standing(QUESTION)).isEmpty();
  }

  @Test
  void whoBeganFirstAndIsThroughLastTakesNothingBack() {
    Look first = looks.begin();
    looks.signal(List.of("order.create"));
    pass(1);
    Look second = looks.begin();
    looks.tookAll(QUESTION, second);
    looks.tookAll(QUESTION, first);
    assertThat(looks.standing(QUESTION)).contains(second);
  }

  @Test
  void anAnswerIsOfOneCallerAndItsTopics() {
    looks.tookAll(QUESTION, looks.begin());
    assertThat(looks.standing(question("payment-worker", "order.create"))).isEmpty();
    assertThat(looks.standing(question("order-worker", "order.confirm"))).isEmpty();
  }

  private void pass(long nanos) {
    now.addAndGet(nanos);
  }

  private static Question question(String user, String topic) {
    return new Question(
        "default", user, List.of("workers"), null, List.of(topic), List.of("createTime asc"));
  }
}

package org.ordersaga.process.fetch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.rest.dto.externaltask.FetchExternalTasksDto.FetchExternalTaskTopicDto;
import org.camunda.bpm.engine.rest.dto.externaltask.FetchExternalTasksExtendedDto;
import org.camunda.bpm.engine.rest.impl.FetchAndLockRequest;

/**
 * Which questions for tasks have just been answered to the last task, and which topics were
 * signalled since. Signals are numbered. A look notes the number before it asks the database; a
 * signal comes after the commit of what it tells. So whatever a look could not see yet has a higher
 * number than the look, however the two overlap: an answer that still stands hides no task of which
 * anybody told.
 */
final class Looks {

  /**
   * For so long the answer stands without another signal. Nobody tells of a lock that ran out, a
   * retry that fell due, or a task of another node while the line to it is down.
   */
  static final Duration FRESH = Duration.ofSeconds(2);

  private static final int MOST = 1_000;

  private final Ticker clock;
  private final Cache<Question, Look> answered;
  private final Map<String, Long> signalled = new HashMap<>();
  private long signals;

  Looks() {
    this(Ticker.systemTicker());
  }

  Looks(Ticker clock) {
    this.clock = clock;
    this.answered =
        Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(FRESH).ticker(clock).build();
  }

  /**
   * A look at the database.
   *
   * @param signals how many signals had come before it began
   * @param at when it began
   */
  record Look(long signals, long at) {}

  /**
   * What decides which tasks a request may get. Worker id, lock durations and variables do not; the
   * sorting does not either, but makes the difference between a request and a refusal.
   */
  record Question(
      String engine,
      String user,
      List<String> groups,
      List<String> tenants,
      List<String> topics,
      List<String> sorting) {

    /** Empty if it is about more than topics, or something is missing that the engine requires. */
    static Optional<Question> of(FetchAndLockRequest request) {
      FetchExternalTasksExtendedDto asked = request.getDto();
      if (asked.getWorkerId() == null
          || asked.getMaxTasks() <= 0
          || asked.getTopics() == null
          || asked.getTopics().isEmpty()
          || !asked.getTopics().stream().allMatch(Question::isPlain)) {
        return Optional.empty();
      }
      Optional<Authentication> caller = Optional.ofNullable(request.getAuthentication());
      return Optional.of(
          new Question(
              request.getProcessEngineName(),
              caller.map(Authentication::getUserId).orElse(null),
              caller.map(Authentication::getGroupIds).orElse(null),
              caller.map(Authentication::getTenantIds).orElse(null),
              Looks.topics(request),
              Optional.ofNullable(asked.getSorting()).stream()
                  .flatMap(List::stream)
                  .map(order -> order.getSortBy() + " " + order.getSortOrder())
                  .toList()));
    }

    private static boolean isPlain(FetchExternalTaskTopicDto topic) {
      return topic.getTopicName() != null
          && topic.getLockDuration() > 0
          && topic.getBusinessKey() == null
          && topic.getProcessDefinitionId() == null
          && topic.getProcessDefinitionIdIn() == null
          && topic.getProcessDefinitionKey() == null
          && topic.getProcessDefinitionKeyIn() == null
          && topic.getProcessDefinitionVersionTag() == null
          && (topic.getProcessVariables() == null || topic.getProcessVariables().isEmpty())
          && !topic.isWithoutTenantId()
          && topic.getTenantIdIn() == null;
    }
  }

  /** The names of what it asks for. */
  static List<String> topics(FetchAndLockRequest request) {
    return Stream.ofNullable(request.getDto().getTopics())
        .flatMap(List::stream)
        .map(FetchExternalTaskTopicDto::getTopicName)
        .toList();
  }

  /** There are tasks of these topics. */
  synchronized void signal(Collection<String> topics) {
    signals++;
    topics.forEach(topic -> signalled.put(topic, signals));
  }

  /** To be called before the database is asked. */
  synchronized Look begin() {
    return new Look(signals, clock.read());
  }

  /** The look brought all tasks that there were; nothing was left for whoever asks the same. */
  synchronized void tookAll(Question question, Look look) {
    // Who began first may be through last.
    answered.asMap().merge(question, look, (one, two) -> one.at() - two.at() > 0 ? one : two);
  }

  /** Whether there may be tasks of these topics that the look did not see. */
  synchronized boolean isSignalledSince(Collection<String> topics, Look look) {
    return isNewer(TaskSignals.ANY, look) || topics.stream().anyMatch(name -> isNewer(name, look));
  }

  private boolean isNewer(String topic, Look look) {
    return signalled.getOrDefault(topic, 0L) > look.signals();
  }

  /** The look that answered this question a moment ago, if nothing was signalled since. */
  synchronized Optional<Look> standing(Question question) {
    return Optional.ofNullable(answered.getIfPresent(question))
        .filter(look -> clock.read() - look.at() < FRESH.toNanos())
        .filter(look -> !isSignalledSince(question.topics(), look));
  }

  /** How long the answer still stands without a signal. */
  Duration left(Look look) {
    return FRESH.minusNanos(clock.read() - look.at());
  }
}

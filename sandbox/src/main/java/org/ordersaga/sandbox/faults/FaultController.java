package org.ordersaga.sandbox.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.ordersaga.sandbox.web.Input;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Sets faults while the sandbox runs, shows what is left of them, and ends them. */
@RestController
@RequestMapping("/faults")
class FaultController {

  private static final Pattern TARGET = Pattern.compile("payments|carrier|mail");

  private final Faults faults;

  FaultController(Faults faults) {
    this.faults = faults;
  }

  /** Replaces the faults of one target; what is not given is none, a seed is chosen. */
  @PutMapping
  FaultPlan set(@RequestBody JsonNode body) {
    Input input = Input.of(body);
    String target = input.matching("target", TARGET, "must be payments, carrier or mail");
    Long seed = input.optionalWhole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    FaultPlan plan =
        new FaultPlan(
            target,
            input.share("errorRate"),
            input.share("timeoutRate"),
            input.share("lostReplyRate"),
            count(input, "delayMillis", 60_000),
            count(input, "failNext", 1_000_000),
            count(input, "loseNextReply", 1_000_000),
            input.optionalWhole("failWith", 400, 599),
            seed == null ? ThreadLocalRandom.current().nextLong() : seed);
    if (plan.errorRate() + plan.timeoutRate() + plan.lostReplyRate() > 1 + 1e-9) {
      for (String rate : List.of("errorRate", "timeoutRate", "lostReplyRate")) {
        input.bad(rate, "must be at most 1 together with the other rates");
      }
    }
    input.check();
    return faults.set(Target.valueOf(target.toUpperCase(Locale.ROOT)), plan);
  }

  private static long count(Input input, String field, long max) {
    Long count = input.optionalWhole(field, 0, max);
    return count == null ? 0 : count;
  }

  /** The faults of every target; {@code failNext} and {@code loseNextReply} count down. */
  @GetMapping
  List<FaultPlan> all() {
    return faults.all();
  }

  /** Ends all faults. Requests that are held at the moment stay held. */
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void clear() {
    faults.clear();
  }
}

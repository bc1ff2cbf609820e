package org.ordersaga.worker.erasure;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** For the user {@code eraser} only. */
@RestController
class ErasureController {

  private final Erasure erasure;

  ErasureController(Erasure erasure) {
    this.erasure = erasure;
  }

  record Request(
      @NotEmpty @Size(max = 500)
          List<@NotNull @Pattern(regexp = "[A-Za-z0-9-]{1,64}") String> orderIds,
      boolean dryRun) {}

  /** Answers how many rows were changed, by table. May be repeated. */
  @PostMapping("/erasures")
  Map<String, Integer> erase(@Valid @RequestBody Request request) {
    return erasure.erase(request.orderIds(), request.dryRun());
  }
}

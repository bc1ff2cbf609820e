package org.ordersaga.rules;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.model.dmn.instance.Decision;

/**
 * What is deployed together with a process.
 *
 * @param decisions the decisions by their ids
 * @param forms the keys of the fields of each form, by the form's id
 */
record Companions(Map<String, Decision> decisions, Map<String, Set<String>> forms) {

  Optional<Decision> decision(String id) {
    return Optional.ofNullable(id).map(decisions::get);
  }

  Optional<Set<String>> form(String id) {
    return Optional.ofNullable(id).map(forms::get);
  }
}

package org.ordersaga.process.intake;

import java.util.List;
import java.util.stream.Collectors;

/** The order is refused before it is one; all that is wrong with it is named. */
public class InvalidOrder extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<FieldProblem> problems;

  InvalidOrder(List<FieldProblem> problems) {
    super(
        "The order is invalid: "
            + problems.stream()
                .map(problem -> problem.field() + " " + problem.message())
                .collect(Collectors.joining("; ")));
    this.problems = problems;
  }

  /** One entry for each bad field. */
  public List<FieldProblem> problems() {
    return problems;
  }
}

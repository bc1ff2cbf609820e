package org.ordersaga.process.order;

import java.util.List;
import org.ordersaga.process.intake.FieldProblem;

/** A request that cannot be served, with the fields that are to blame. */
class BadRequest extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<FieldProblem> problems;

  BadRequest(List<FieldProblem> problems) {
    super("The request is invalid.");
    this.problems = problems;
  }

  List<FieldProblem> problems() {
    return problems;
  }
}

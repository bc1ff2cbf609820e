package org.ordersaga.rules;

/** The engine passes silently over a process that is not executable. */
final class Executable implements Rule {

  static final String NAME = "executable";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(ProcessModel model, Report report) {
    if (!model.process().isExecutable()) {
      report.add(
          model.process().getId(),
          "is not executable, so the engine would pass over it: set \"Executable\".");
    }
  }
}

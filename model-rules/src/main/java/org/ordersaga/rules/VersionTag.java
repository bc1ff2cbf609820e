package org.ordersaga.rules;

/** Tells people which version of the model an order runs on. */
final class VersionTag implements Rule {

  @Override
  public String name() {
    return "version-tag";
  }

  @Override
  public void check(ProcessModel model, Report report) {
    String tag = model.process().getCamundaVersionTag();
    if (tag == null || !tag.matches("\\d+\\.\\d+\\.\\d+")) {
      report.add(
          model.process().getId(),
          "has %s: give it one such as 1.2.0.",
          tag == null ? "no version tag" : "the version tag \"" + tag + "\"");
    }
  }
}

package org.ordersaga.rules;

/** Something that every process keeps. */
interface Rule {

  /** The rule's name in docs/model-rules.md. */
  String name();

  /** Tells the report of every element that breaks the rule. */
  void check(ProcessModel model, Report report);
}

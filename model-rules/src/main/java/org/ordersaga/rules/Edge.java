package org.ordersaga.rules;

import org.camunda.bpm.model.bpmn.instance.FlowNode;

/** A way from one node of a process to the next. */
record Edge(FlowNode from, FlowNode to, Kind kind) {

  enum Kind {
    /** A sequence flow, or a link. */
    FLOW,
    /** To an event that is attached to the node, or to one that interrupts its scope. */
    EVENT,
    /** Into a sub-process. */
    ENTER,
    /** From the end of a sub-process to what follows it. */
    LEAVE,
    /** From a completed step to what undoes it. */
    COMPENSATION
  }
}

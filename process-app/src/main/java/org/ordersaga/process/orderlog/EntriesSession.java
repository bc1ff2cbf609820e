package org.ordersaga.process.orderlog;

import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Session;

/** Has what a command said written when the command ends, unless it fails. */
class EntriesSession implements Session {

  private final Entries entries;

  EntriesSession(Entries entries) {
    // Of a command's sessions the one that was opened last is flushed first; so the engine's rows,
    // and the version checks with them, come after the locks of the orders' rows.
    Context.getCommandContext().getDbEntityManager();
    this.entries = entries;
  }

  @Override
  public void flush() {
    entries.write();
  }

  @Override
  public void close() {
    // What was not written is forgotten with the transaction.
  }
}

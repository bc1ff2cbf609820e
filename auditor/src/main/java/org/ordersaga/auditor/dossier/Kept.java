package org.ordersaga.auditor.dossier;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeSet;

/** What is held in memory by order id. */
final class Kept<T> implements Source<T> {

  private final NavigableMap<String, List<T>> all;
  private final Collection<String> only;
  private String orderId;

  /**
   * Begins at the first order.
   *
   * @param only the orders that are wanted, or null for all
   */
  Kept(NavigableMap<String, List<T>> all, Collection<String> only) {
    this.all = all;
    this.only = only == null ? null : new TreeSet<>(only);
    after("");
  }

  @Override
  public String orderId() {
    return orderId;
  }

  @Override
  public List<T> take(String wanted) {
    if (!wanted.equals(orderId)) {
      return List.of();
    }
    List<T> taken = List.copyOf(all.get(wanted));
    after(wanted);
    return taken;
  }

  private void after(String last) {
    Map.Entry<String, List<T>> next = all.higherEntry(last);
    while (next != null && only != null && !only.contains(next.getKey())) {
      next = all.higherEntry(next.getKey());
    }
    orderId = next == null ? null : next.getKey();
  }
}

package org.ordersaga.process.startup;

import java.util.List;

/** The environment lacks something or holds something impossible. */
class BadConfiguration extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BadConfiguration(List<String> problems) {
    super(String.join(" ", problems));
  }
}

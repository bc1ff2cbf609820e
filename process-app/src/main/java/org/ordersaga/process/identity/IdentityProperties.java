package org.ordersaga.process.identity;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The users' passwords, by login name. */
@ConfigurationProperties("ordersaga")
record IdentityProperties(Map<String, String> passwords) {

  String passwordOf(EngineUser user) {
    return passwords.get(user.id());
  }

  /** Keeps the passwords out of logs. */
  @Override
  public String toString() {
    return "IdentityProperties";
  }
}

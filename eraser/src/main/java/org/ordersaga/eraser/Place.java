package org.ordersaga.eraser;

import java.net.URI;

/**
 * A service that keeps something about orders.
 *
 * @param url base URL, without a slash at its end
 * @param path where it is asked to erase
 * @param login user and password with a colon between, or null where it asks for none
 * @param passwordVariable the variable that the password came from
 */
record Place(String name, URI url, String path, String login, String passwordVariable) {

  /** Without the password. */
  @Override
  public String toString() {
    return name + " at " + url;
  }
}

package org.ordersaga.modeltool.engine;

/**
 * A version of the order process that was deployed.
 *
 * @param versionTag what the model calls itself; empty if it says nothing
 */
public record Definition(String id, int version, String versionTag) {

  /** As people name it. */
  public String name() {
    return versionTag.isEmpty() ? "version " + version : versionTag + " (version " + version + ")";
  }

  /** Whether somebody who says this means it: its tag, or its number. */
  boolean isMeantBy(String name) {
    return versionTag.equals(name) || String.valueOf(version).equals(name);
  }
}

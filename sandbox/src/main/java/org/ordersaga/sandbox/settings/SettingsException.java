package org.ordersaga.sandbox.settings;

/** The environment lacks something, or says something that cannot be; the message is for people. */
public class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says in one sentence which variable to set, and how. */
  public SettingsException(String message) {
    super(message);
  }
}

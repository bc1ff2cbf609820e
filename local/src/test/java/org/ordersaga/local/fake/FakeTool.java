package org.ordersaga.local.fake;

import java.util.Arrays;

/** Stands for a tool: tells how it was called, and ends with the exit code it is told. */
public final class FakeTool {

  private FakeTool() {}

  public static void main(String[] arguments) {
    System.out.println("arguments " + Arrays.toString(arguments));
    System.getenv().forEach((name, value) -> System.out.println(name + "=" + value));
    System.err.println("a word on standard error");
    System.exit(arguments.length == 0 ? 0 : Integer.parseInt(arguments[arguments.length - 1]));
  }
}

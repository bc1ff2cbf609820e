package org.ordersaga.worker.catalogue;

import java.util.Map;

/** How the type of a record's component appears as a process variable. */
public final class VariableType {

  private static final Map<Class<?>, String> SCALARS =
      Map.of(
          String.class, "String",
          Boolean.class, "Boolean",
          Integer.class, "Integer",
          Long.class, "Long",
          Double.class, "Double");

  private VariableType() {}

  /** The variable's type; an enum is a String, whatever is no scalar is a String holding JSON. */
  public static String of(Class<?> type) {
    if (type.isEnum()) {
      return "String";
    }
    return SCALARS.getOrDefault(type, "Json");
  }

  /** Whether a value of this type travels as a String that holds JSON. */
  public static boolean isJson(Class<?> type) {
    return of(type).equals("Json");
  }
}

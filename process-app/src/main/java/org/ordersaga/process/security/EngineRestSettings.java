package org.ordersaga.process.security;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What engine-rest offers.
 *
 * @param operations what this application and its tools need, as {@link Operation} reads it
 * @param moreOperations what an installation needs besides
 */
@ConfigurationProperties("ordersaga.engine-rest")
record EngineRestSettings(List<Operation> operations, List<Operation> moreOperations) {

  EngineRestSettings {
    operations = operations == null ? List.of() : List.copyOf(operations);
    moreOperations = moreOperations == null ? List.of() : List.copyOf(moreOperations);
  }

  boolean offers(String method, String path) {
    return Stream.concat(operations.stream(), moreOperations.stream())
        .anyMatch(operation -> operation.matches(method, path));
  }
}

package org.ordersaga.process.security;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEnginePersistenceException;
import org.camunda.bpm.engine.rest.exception.ExceptionHandlerHelper;

/**
 * Errors of both copies of engine-rest. Where its own mapping makes a 500 of the caller's mistake,
 * it becomes the caller's again; and no answer tells a caller what the database was asked.
 */
public class EngineRestErrors implements ExceptionMapper<Throwable> {

  private static final int BAD_REQUEST = 400;
  private static final int SERVER_ERROR = 500;

  @Override
  public Response toResponse(Throwable thrown) {
    Response usual = ExceptionHandlerHelper.getInstance().getResponse(thrown);
    if (usual.getStatus() < SERVER_ERROR) {
      return usual;
    }
    return mistake(thrown)
        .map(detail -> response(BAD_REQUEST, "InvalidRequestException", detail))
        .orElseGet(() -> isOfDatabase(thrown) ? failure(usual.getStatus()) : usual);
  }

  /** What the caller did wrong, if it was the caller. */
  private static Optional<String> mistake(Throwable thrown) {
    return causes(thrown)
        .filter(SQLException.class::isInstance)
        .map(cause -> ((SQLException) cause).getSQLState())
        .filter(state -> state != null && state.startsWith("22"))
        .findFirst()
        .map(state -> "A value has signs, a length or a size that cannot be stored.");
  }

  private static boolean isOfDatabase(Throwable thrown) {
    return causes(thrown)
        .anyMatch(
            cause ->
                cause instanceof SQLException
                    || cause instanceof ProcessEnginePersistenceException);
  }

  private static Response failure(int status) {
    return response(
        status,
        "ProcessEngineException",
        "Something went wrong here; the request may be repeated. The log says more.");
  }

  private static Response response(int status, String type, String message) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(Map.of("type", type, "message", message))
        .build();
  }

  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause).limit(20);
  }
}

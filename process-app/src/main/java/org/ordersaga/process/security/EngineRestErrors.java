package org.ordersaga.process.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.ProcessEnginePersistenceException;
import org.camunda.bpm.engine.exception.NotFoundException;
import org.camunda.bpm.engine.exception.NotValidException;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.impl.util.EnsureUtil;
import org.camunda.bpm.engine.rest.dto.ExceptionDto;
import org.camunda.bpm.engine.rest.exception.ExceptionHandlerHelper;
import org.camunda.bpm.engine.rest.exception.RestException;

/**
 * Errors of both copies of engine-rest. Where its own mapping makes a 500 of the caller's mistake,
 * it becomes the caller's again; and no answer tells a caller what the database was asked. What
 * goes wrong while a process moves stays a 500: a worker has to report again. What others refuse
 * without a sentence of their own gets one: a body that is no JSON, for example, is refused by
 * mappers that are closer to the exception than this one, with an empty message or in plain text.
 */
public class EngineRestErrors implements ExceptionMapper<Throwable>, ContainerResponseFilter {

  private static final int BAD_REQUEST = 400;
  private static final int SERVER_ERROR = 500;

  /** SQL's class of what is wrong with a value: its length, its size, its signs. */
  private static final String DATA_EXCEPTION = "22";

  /**
   * The engine's numbers for what a caller sent and nobody takes: an error or an escalation that no
   * event catches, a serialized object.
   */
  private static final List<String> NOBODYS =
      List.of("ENGINE-02042", "ENGINE-02043", "ENGINE-13033", "ENGINE-17007");

  private static final String SHORT_PASSWORD = "Password does not match policy";

  private static final String INVALID = "InvalidRequestException";

  private static final String MISREAD =
      "A part of the request is missing, or of another kind than is needed.";

  /** What Jersey's own exceptions say: no more than their status. */
  private static final String STATUS_ONLY = "HTTP [0-9]{3}.*";

  @Override
  public Response toResponse(Throwable thrown) {
    Response answer = translated(thrown);
    return lacksWords(answer.getStatus(), answer.getEntity())
        ? response(answer.getStatus(), typeOf(answer.getEntity()), MISREAD)
        : answer;
  }

  /** Comes after every mapper, so that it does not matter which of them was asked. */
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext answer) {
    if (lacksWords(answer.getStatus(), answer.getEntity())) {
      answer.setEntity(
          refusal(typeOf(answer.getEntity()), MISREAD), null, MediaType.APPLICATION_JSON_TYPE);
    }
  }

  private static boolean lacksWords(int status, Object answer) {
    return status >= BAD_REQUEST
        && status < SERVER_ERROR
        && (answer == null
            || answer instanceof String
            || (answer instanceof ExceptionDto error && saysNothing(error.getMessage())));
  }

  private static boolean saysNothing(String message) {
    return message == null || message.isBlank() || message.matches(STATUS_ONLY);
  }

  private static String typeOf(Object answer) {
    return answer instanceof ExceptionDto error && error.getType() != null
        ? error.getType()
        : INVALID;
  }

  private static Response translated(Throwable thrown) {
    Response usual = ExceptionHandlerHelper.getInstance().getResponse(thrown);
    if (usual.getStatus() < SERVER_ERROR) {
      return usual;
    }
    Throwable first =
        thrown instanceof RestException && thrown.getCause() != null ? thrown.getCause() : thrown;
    if (isBadValue(thrown)) {
      return response(
          BAD_REQUEST, INVALID, "A value has signs, a length or a size that cannot be stored.");
    }
    if (isRefusedByEngine(first) || isAskedForInVain(first)) {
      // The engine's own words say what is missing.
      return Response.fromResponse(usual).status(BAD_REQUEST).build();
    }
    if (isMisread(first) || causes(thrown).anyMatch(JsonProcessingException.class::isInstance)) {
      return response(BAD_REQUEST, INVALID, MISREAD);
    }
    if (isOfDatabase(thrown)) {
      return response(
          usual.getStatus(),
          "ProcessEngineException",
          "Something went wrong here; the request may be repeated. The log says more.");
    }
    return usual;
  }

  private static boolean isBadValue(Throwable thrown) {
    return causes(thrown)
        .filter(SQLException.class::isInstance)
        .map(cause -> ((SQLException) cause).getSQLState())
        .anyMatch(state -> state != null && state.startsWith(DATA_EXCEPTION));
  }

  private static boolean isRefusedByEngine(Throwable thrown) {
    return thrown instanceof ProcessEngineException
        && thrown.getMessage() != null
        && (NOBODYS.stream().anyMatch(thrown.getMessage()::startsWith)
            || thrown.getMessage().equals(SHORT_PASSWORD));
  }

  /** A command looked at what it was told, and no process was moving yet. */
  private static boolean isAskedForInVain(Throwable thrown) {
    return (thrown instanceof NullValueException
            || thrown instanceof NotFoundException
            || thrown instanceof NotValidException
            || thrown instanceof IllegalArgumentException
            || isCommandsOwn(thrown)
            || passed(thrown, EnsureUtil.class.getName()))
        && !passed(thrown, "org.camunda.bpm.engine.impl.pvm.");
  }

  /** A command that did not look whether there is what it was told to change. */
  private static boolean isCommandsOwn(Throwable thrown) {
    return thrown instanceof NullPointerException
        && Stream.of("org.camunda.bpm.engine.impl.cmd.", "org.camunda.bpm.engine.impl.cfg.auth.")
            .anyMatch(firstOfCamunda(thrown)::startsWith);
  }

  private static String firstOfCamunda(Throwable thrown) {
    return Stream.of(thrown.getStackTrace())
        .map(StackTraceElement::getClassName)
        .filter(name -> name.startsWith("org.camunda."))
        .findFirst()
        .orElse("");
  }

  private static boolean passed(Throwable thrown, String classes) {
    return Stream.of(thrown.getStackTrace())
        .anyMatch(frame -> frame.getClassName().startsWith(classes));
  }

  /** engine-rest stumbled over the request before it asked the engine for anything. */
  private static boolean isMisread(Throwable thrown) {
    return !(thrown instanceof ProcessEngineException)
        && thrown instanceof RuntimeException
        && firstOfCamunda(thrown).startsWith("org.camunda.bpm.engine.rest.");
  }

  private static boolean isOfDatabase(Throwable thrown) {
    return causes(thrown)
        .anyMatch(
            cause ->
                cause instanceof SQLException
                    || cause instanceof ProcessEnginePersistenceException);
  }

  private static Response response(int status, String type, String message) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(refusal(type, message))
        .build();
  }

  private static Map<String, String> refusal(String type, String message) {
    return Map.of("type", type, "message", message);
  }

  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause).limit(20);
  }
}

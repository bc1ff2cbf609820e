package org.ordersaga.process.review;

import jakarta.ws.rs.core.Response.Status;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;

/**
 * What was entered is not a decision; nothing of it is kept, and the task stays open. The exception
 * is one of engine-rest's own, because only these are answered with their status.
 */
class ReviewRefused extends InvalidRequestException {

  private static final long serialVersionUID = 1L;

  ReviewRefused(String message) {
    super(Status.BAD_REQUEST, message);
  }
}

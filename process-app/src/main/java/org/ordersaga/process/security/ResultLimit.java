package org.ordersaga.process.security;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * No query of engine-rest, in either of its copies, reads more results than a page may have. One
 * that names no {@code maxResults} is answered as long as there are no more; so what is small needs
 * no paging, and nothing is cut off in silence. The engine's own limit refuses it at once, and
 * would count for our code too.
 */
@PreMatching
public class ResultLimit implements ContainerRequestFilter, ContainerResponseFilter {

  /** Results on a page: so many filters does Tasklist ask for. */
  static final int MOST = 2_000;

  private static final String MAX_RESULTS = "maxResults";
  private static final String ADDED = ResultLimit.class.getName();

  @Override
  public void filter(ContainerRequestContext request) {
    List<String> asked = request.getUriInfo().getQueryParameters().get(MAX_RESULTS);
    if (asked == null) {
      request.setProperty(ADDED, true);
      request.setRequestUri(
          request.getUriInfo().getRequestUriBuilder().queryParam(MAX_RESULTS, MOST + 1).build());
    } else if (asked.stream().anyMatch(ResultLimit::isTooMuch)) {
      request.abortWith(
          Response.status(400).type(MediaType.APPLICATION_JSON_TYPE).entity(refusal()).build());
    }
  }

  private static boolean isTooMuch(String asked) {
    // What is no number is engine-rest's to refuse.
    return asked.matches("\\+?0*[1-9][0-9]{4,}")
        || (asked.matches("\\+?[0-9]{1,9}") && Integer.parseInt(asked) > MOST);
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(ADDED) != null
        && response.getEntity() instanceof Collection<?> results
        && results.size() > MOST) {
      response.setStatus(400);
      response.setEntity(refusal(), null, MediaType.APPLICATION_JSON_TYPE);
    }
  }

  private static Map<String, String> refusal() {
    return Map.of(
        "type",
        "InvalidRequestException",
        "message",
        "These are more than %1$d results: ask for pages, with firstResult and a maxResults of %1$d at most."
            .formatted(MOST));
  }
}

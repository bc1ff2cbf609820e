package org.ordersaga.process.security;

import jakarta.ws.rs.core.Response.Status;
import java.util.Map;
import org.camunda.bpm.engine.impl.AbstractQuery;
import org.camunda.bpm.engine.impl.el.Expression;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;
import org.camunda.bpm.engine.spring.SpringExpressionManager;
import org.springframework.context.ApplicationContext;

/**
 * Evaluates the expressions of models, and none of a query. Every query, and every part of one,
 * evaluates its expressions in one method of the engine, which asks for them here.
 */
class NoQueryExpressions extends SpringExpressionManager {

  private static final StackWalker CALLER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  NoQueryExpressions(ApplicationContext context, Map<Object, Object> beans) {
    super(context, beans);
  }

  @Override
  public Expression createExpression(String expression) {
    if (AbstractQuery.class.isAssignableFrom(CALLER.getCallerClass())) {
      // One of engine-rest's own, because the engine makes a 500 of all others.
      throw new InvalidRequestException(
          Status.BAD_REQUEST, "Expressions are forbidden in queries, and in their orQueries too.");
    }
    return super.createExpression(expression);
  }
}

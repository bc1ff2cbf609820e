package org.ordersaga.process.security;

import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.impl.QueryValidators.StoredQueryValidator;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.persistence.entity.FilterManager;

/** Stores filters of tasks after a look at all parts of their query. */
class PlainFilters extends FilterManager {

  @Override
  public Filter insertOrUpdateFilter(Filter filter) {
    if (filter.getQuery() instanceof TaskQueryImpl query) {
      query.getQueries().forEach(part -> part.validate(StoredQueryValidator.get()));
    }
    return super.insertOrUpdateFilter(filter);
  }
}

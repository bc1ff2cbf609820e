package org.ordersaga.process.identity;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.EntityTypes;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.filter.Filter;
import org.ordersaga.process.engine.OrderProcess;

/** The filter by which Tasklist shows the orders in review. */
class ReviewFilter {

  private static final String NAME = "Orders to review";

  private final FilterService filters;
  private final TaskService tasks;

  ReviewFilter(FilterService filters, TaskService tasks) {
    this.filters = filters;
    this.tasks = tasks;
  }

  /** Creates or corrects it, and tells its id. */
  String ensure() {
    Filter filter =
        filters
            .createFilterQuery()
            .filterName(NAME)
            .filterResourceType(EntityTypes.TASK)
            .list()
            .stream()
            .findFirst()
            .orElseGet(() -> filters.newTaskFilter(NAME));
    filter.setQuery(
        tasks
            .createTaskQuery()
            .processDefinitionKey(OrderProcess.KEY)
            .taskDefinitionKey(OrderProcess.REVIEW)
            .orderByTaskCreateTime()
            .asc());
    filter.setProperties(
        Map.of(
            "description",
            "Orders that wait for a decision, the oldest first",
            "priority",
            0,
            "refresh",
            true,
            "showUndefinedVariable",
            false,
            "variables",
            List.of(
                Map.of("name", "reviewAmount", "label", "Amount"),
                Map.of("name", "assessmentReason", "label", "Why"))));
    return filters.saveFilter(filter).getId();
  }
}

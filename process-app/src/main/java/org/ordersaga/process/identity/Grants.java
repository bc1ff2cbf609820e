package org.ordersaga.process.identity;

import static org.camunda.bpm.engine.authorization.Authorization.ANY;
import static org.camunda.bpm.engine.authorization.Authorization.AUTH_TYPE_GRANT;
import static org.camunda.bpm.engine.authorization.Permissions.ACCESS;
import static org.camunda.bpm.engine.authorization.Permissions.ALL;
import static org.camunda.bpm.engine.authorization.Permissions.CREATE;
import static org.camunda.bpm.engine.authorization.Permissions.CREATE_INSTANCE;
import static org.camunda.bpm.engine.authorization.Permissions.MIGRATE_INSTANCE;
import static org.camunda.bpm.engine.authorization.Permissions.READ;
import static org.camunda.bpm.engine.authorization.Permissions.READ_HISTORY;
import static org.camunda.bpm.engine.authorization.Permissions.READ_INSTANCE;
import static org.camunda.bpm.engine.authorization.Permissions.READ_TASK;
import static org.camunda.bpm.engine.authorization.Permissions.UPDATE_INSTANCE;
import static org.camunda.bpm.engine.authorization.Permissions.UPDATE_TASK;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.BatchPermissions;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.authorization.SystemPermissions;
import org.camunda.bpm.engine.authorization.UserOperationLogCategoryPermissions;
import org.ordersaga.process.engine.OrderProcess;

/** What each group may do, as code: at a start every other grant of these groups is taken away. */
class Grants {

  private final AuthorizationService authorizations;

  Grants(AuthorizationService authorizations) {
    this.authorizations = authorizations;
  }

  /**
   * Makes the grants what they should be.
   *
   * @param reviewFilterId the filter of Tasklist that shows the orders in review
   */
  void ensure(String reviewFilterId) {
    Stream.of(Resources.values())
        .forEach(resource -> grants.add(grant(EngineGroup.ADMINS, resource, ANY, ALL)));

    // Operators see everything and repair: raise retries, suspend, correct a variable. They neither
    // start nor delete orders, deploy nothing and manage no users.
    add(EngineGroup.OPERATORS, Resources.APPLICATION, "cockpit", ACCESS);
    add(EngineGroup.OPERATORS, Resources.APPLICATION, "tasklist", ACCESS);
    add(
        EngineGroup.OPERATORS,
        Resources.PROCESS_DEFINITION,
        ANY,
        READ,
        READ_INSTANCE,
        UPDATE_INSTANCE,
        READ_HISTORY,
        READ_TASK,
        UPDATE_TASK,
        ProcessDefinitionPermissions.READ_INSTANCE_VARIABLE,
        ProcessDefinitionPermissions.READ_HISTORY_VARIABLE,
        ProcessDefinitionPermissions.READ_TASK_VARIABLE,
        ProcessDefinitionPermissions.RETRY_JOB);
    add(
        EngineGroup.OPERATORS,
        Resources.BATCH,
        ANY,
        READ,
        READ_HISTORY,
        BatchPermissions.CREATE_BATCH_SET_JOB_RETRIES,
        BatchPermissions.CREATE_BATCH_SET_EXTERNAL_TASK_RETRIES);
    add(EngineGroup.OPERATORS, Resources.DEPLOYMENT, ANY, READ);
    // Cockpit asks for the name of who is logged in.
    add(EngineGroup.OPERATORS, Resources.USER, EngineUser.OPERATOR.id(), READ);
    add(EngineGroup.OPERATORS, Resources.DECISION_DEFINITION, ANY, READ, READ_HISTORY);
    add(EngineGroup.OPERATORS, Resources.DECISION_REQUIREMENTS_DEFINITION, ANY, READ);
    add(EngineGroup.OPERATORS, Resources.FILTER, ANY, READ);
    add(
        EngineGroup.OPERATORS,
        Resources.OPERATION_LOG_CATEGORY,
        ANY,
        UserOperationLogCategoryPermissions.READ);
    add(EngineGroup.OPERATORS, Resources.SYSTEM, ANY, SystemPermissions.READ);

    // Process owners deploy, look at what runs and ran, and move orders to a new version. They
    // start, end and repair nothing, and take no deployment back: that would take its orders along.
    add(EngineGroup.PROCESS_OWNERS, Resources.APPLICATION, "cockpit", ACCESS);
    add(EngineGroup.PROCESS_OWNERS, Resources.DEPLOYMENT, ANY, CREATE, READ);
    add(
        EngineGroup.PROCESS_OWNERS,
        Resources.PROCESS_DEFINITION,
        ANY,
        READ,
        READ_INSTANCE,
        READ_HISTORY,
        MIGRATE_INSTANCE);
    add(EngineGroup.PROCESS_OWNERS, Resources.DECISION_DEFINITION, ANY, READ, READ_HISTORY);
    add(EngineGroup.PROCESS_OWNERS, Resources.DECISION_REQUIREMENTS_DEFINITION, ANY, READ);
    add(EngineGroup.PROCESS_OWNERS, Resources.USER, EngineUser.PROCESS_OWNER.id(), READ);
    // The model tool's replay looks for what an operator changed by hand.
    add(
        EngineGroup.PROCESS_OWNERS,
        Resources.OPERATION_LOG_CATEGORY,
        ANY,
        UserOperationLogCategoryPermissions.READ);

    add(
        EngineGroup.CLIENTS,
        Resources.PROCESS_DEFINITION,
        OrderProcess.KEY,
        READ,
        CREATE_INSTANCE,
        READ_INSTANCE,
        READ_HISTORY);
    add(EngineGroup.CLIENTS, Resources.PROCESS_INSTANCE, ANY, CREATE);

    // Reviewers reach their tasks through grants that the engine makes for each of them.
    add(EngineGroup.REVIEWERS, Resources.APPLICATION, "tasklist", ACCESS);
    add(EngineGroup.REVIEWERS, Resources.PROCESS_DEFINITION, OrderProcess.KEY, READ);
    add(EngineGroup.REVIEWERS, Resources.USER, EngineUser.REVIEWER.id(), READ);
    add(EngineGroup.REVIEWERS, Resources.FILTER, reviewFilterId, READ);

    add(
        EngineGroup.WORKERS,
        Resources.PROCESS_DEFINITION,
        OrderProcess.KEY,
        READ_INSTANCE,
        UPDATE_INSTANCE);
    // Small processes of their own, by which operators have a worker do something.
    for (String process : List.of("repeat-notification", "accept-settlement")) {
      add(
          EngineGroup.WORKERS,
          Resources.PROCESS_DEFINITION,
          process,
          READ_INSTANCE,
          UPDATE_INSTANCE);
    }
    apply();
  }

  private record Grant(
      EngineGroup group, Resource resource, String resourceId, List<Permission> permissions) {}

  private final List<Grant> grants = new ArrayList<>();

  private void add(
      EngineGroup group, Resource resource, String resourceId, Permission... permissions) {
    grants.add(grant(group, resource, resourceId, permissions));
  }

  private static Grant grant(
      EngineGroup group, Resource resource, String resourceId, Permission... permissions) {
    return new Grant(group, resource, resourceId, List.of(permissions));
  }

  private void apply() {
    Map<String, Authorization> unwanted = new HashMap<>();
    for (EngineGroup group : EngineGroup.values()) {
      for (Authorization found :
          authorizations.createAuthorizationQuery().groupIdIn(group.id()).list()) {
        unwanted.put(key(group, found.getResourceType(), found.getResourceId(), found), found);
      }
    }
    for (Grant grant : grants) {
      Authorization authorization =
          unwanted.remove(
              grant.group().id()
                  + " "
                  + grant.resource().resourceType()
                  + " "
                  + grant.resourceId());
      save(grant, authorization);
    }
    // Filters of Tasklist are shared with a group by hand; that is the operators' own affair. Those
    // for tasks are the engine's, and go with the task.
    unwanted.values().stream()
        .filter(left -> left.getResourceType() != Resources.FILTER.resourceType())
        .filter(left -> left.getResourceType() != Resources.TASK.resourceType())
        .forEach(left -> authorizations.deleteAuthorization(left.getId()));
    // The engine lets a new user change itself; these users' passwords are the environment's.
    String[] users = Stream.of(EngineUser.values()).map(EngineUser::id).toArray(String[]::new);
    authorizations.createAuthorizationQuery().userIdIn(users).list().stream()
        .filter(own -> own.getResourceType() == Resources.USER.resourceType())
        .forEach(own -> authorizations.deleteAuthorization(own.getId()));
  }

  private static String key(EngineGroup group, int type, String resourceId, Authorization found) {
    String key = group.id() + " " + type + " " + resourceId;
    return found.getAuthorizationType() == AUTH_TYPE_GRANT ? key : key + " " + found.getId();
  }

  private void save(Grant grant, Authorization found) {
    Authorization authorization =
        found != null ? found : authorizations.createNewAuthorization(AUTH_TYPE_GRANT);
    authorization.setGroupId(grant.group().id());
    authorization.setResource(grant.resource());
    authorization.setResourceId(grant.resourceId());
    authorization.setPermissions(grant.permissions().toArray(Permission[]::new));
    authorizations.saveAuthorization(authorization);
  }
}

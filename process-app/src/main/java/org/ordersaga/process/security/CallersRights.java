package org.ordersaga.process.security;

import java.util.List;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.cfg.TransactionContext;
import org.camunda.bpm.engine.impl.cfg.TransactionState;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.db.CompositePermissionCheck;
import org.camunda.bpm.engine.impl.db.DbEntity;
import org.camunda.bpm.engine.impl.db.PermissionCheck;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationEntity;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationManager;
import org.ordersaga.process.identity.EngineGroup;
import org.ordersaga.process.security.RememberedRights.Grant;

/**
 * The engine's authorizations, asked less often.
 *
 * <p>The caller's groups are taken as they are. The engine asks the database in each command which
 * groups have any authorization at all, to shorten the caller's list; here nobody is in more than a
 * few.
 *
 * <p>Of technical users, those whose only group is {@link EngineGroup#WORKERS}, it is remembered
 * for {@link RememberedRights#FRESH} whether anything is revoked for them and what they may do with
 * a process definition. Is nothing revoked, such a permission is a yes without the database
 * wherever the engine would have found it too: for one permission, for one of several, and for
 * several if each is remembered. Everything else, refusals and people included, the engine decides
 * each time.
 *
 * <p>What this manager inserts, updates or deletes holds on this node when the command that did it
 * returns. Another node's changes hold here after that time at the latest.
 */
class CallersRights extends AuthorizationManager {

  private final RememberedRights remembered;

  /** By this command, whose own view of the rights is nobody else's until it is committed. */
  private boolean changed;

  CallersRights(RememberedRights remembered) {
    this.remembered = remembered;
  }

  @Override
  public List<String> filterAuthenticatedGroupIds(List<String> groups) {
    return groups == null ? List.of() : groups;
  }

  @Override
  protected boolean isRevokeAuthCheckEnabled(String user, List<String> groups) {
    // The engine keeps the first answer for the rest of the command, whoever it was about.
    if (isRevokeAuthCheckUsed != null || !isRemembered(user, groups)) {
      return super.isRevokeAuthCheckEnabled(user, groups);
    }
    boolean any = remembered.anyRevoke(user).orElseGet(() -> askForRevokes(user, groups));
    isRevokeAuthCheckUsed = any;
    return any;
  }

  private boolean askForRevokes(String user, List<String> groups) {
    long generation = remembered.generation();
    boolean any = super.isRevokeAuthCheckEnabled(user, groups);
    remembered.addRevokes(user, any, generation);
    return any;
  }

  @Override
  public boolean isAuthorized(String user, List<String> groups, PermissionCheck check) {
    if (!isRemembered(user, groups)
        || !isOfDefinition(check)
        || isRevokeAuthCheckEnabled(user, groups)) {
      return super.isAuthorized(user, groups, check);
    }
    Grant grant = grant(user, check);
    if (remembered.has(grant)) {
      return true;
    }
    long generation = remembered.generation();
    boolean granted = super.isAuthorized(user, groups, check);
    if (granted) {
      remembered.add(grant, generation);
    }
    return granted;
  }

  @Override
  public boolean isAuthorized(String user, List<String> groups, CompositePermissionCheck check) {
    if (!isRemembered(user, groups) || !isPlain(check) || isRevokeAuthCheckEnabled(user, groups)) {
      return super.isAuthorized(user, groups, check);
    }
    boolean known =
        check.isDisjunctive()
            ? hasOne(user, groups, check.getAtomicChecks())
            : hasAll(user, groups, check.getAtomicChecks());
    return known || super.isAuthorized(user, groups, check);
  }

  /**
   * Whether a technical user has each of these permissions on definitions, and nothing is revoked.
   * It need not be the caller. A no says nothing.
   */
  boolean isGrantedTo(Authentication user, CompositePermissionCheck check) {
    if (!isRemembered(user.getUserId(), user.getGroupIds())
        || check.isDisjunctive()
        || !isPlain(check)) {
      return false;
    }
    // The engine keeps an answer for the rest of the command, and that one is about the caller.
    Boolean callers = isRevokeAuthCheckUsed;
    isRevokeAuthCheckUsed = null;
    try {
      return !isRevokeAuthCheckEnabled(user.getUserId(), user.getGroupIds())
          && hasAll(user.getUserId(), user.getGroupIds(), check.getAtomicChecks());
    } finally {
      isRevokeAuthCheckUsed = callers;
    }
  }

  /** The definition's part is asked alone: the answer to all together is of one instance. */
  private boolean hasOne(String user, List<String> groups, List<PermissionCheck> checks) {
    List<PermissionCheck> definitions = checks.stream().filter(this::isOfDefinition).toList();
    // First without the database: one of them may be a refusal, which is not remembered.
    return definitions.stream().anyMatch(check -> remembered.has(grant(user, check)))
        || definitions.stream().anyMatch(check -> isAuthorized(user, groups, check));
  }

  private boolean hasAll(String user, List<String> groups, List<PermissionCheck> checks) {
    return checks.stream().allMatch(this::isOfDefinition)
        && checks.stream().allMatch(check -> isAuthorized(user, groups, check));
  }

  private boolean isRemembered(String user, List<String> groups) {
    return user != null
        && groups != null
        && groups.size() == 1
        && EngineGroup.WORKERS.id().equals(groups.get(0))
        && isAuthorizationEnabled()
        && !changed;
  }

  /**
   * Whether the engine, too, says yes to any of these if it says yes to one, or to each of them. It
   * does not for groups within groups, of which the first decides, and where "not found" is a no.
   */
  private boolean isPlain(CompositePermissionCheck check) {
    return check.getCompositeChecks().isEmpty()
        && !check.getAtomicChecks().isEmpty()
        && check.getAtomicChecks().stream()
            .allMatch(
                part ->
                    part.getAuthorizationNotFoundReturnValue() == null
                        // The engine has words for what cannot be asked.
                        && isResourceValidForPermission(part));
  }

  private boolean isOfDefinition(PermissionCheck check) {
    return check.getResourceType() == Resources.PROCESS_DEFINITION.resourceType()
        && check.getResourceId() != null
        // A column of a query, not a key.
        && check.getResourceIdQueryParam() == null
        && isResourceValidForPermission(check);
  }

  private static Grant grant(String user, PermissionCheck check) {
    return new Grant(user, check.getPerms(), check.getResourceId());
  }

  /** The engine's own grants for the candidates of a task change nothing that is remembered. */
  @Override
  public void insert(DbEntity authorization) {
    super.insert(authorization);
    if (!(authorization instanceof AuthorizationEntity inserted)
        || inserted.getAuthorizationType() == Authorization.AUTH_TYPE_REVOKE
        || inserted.getResourceType() == Resources.PROCESS_DEFINITION.resourceType()) {
      changed();
    }
  }

  @Override
  public void update(AuthorizationEntity authorization) {
    super.update(authorization);
    changed();
  }

  @Override
  public void delete(DbEntity authorization) {
    super.delete(authorization);
    changed();
  }

  @Override
  public void deleteAuthorizationsByResourceId(Resource resource, String resourceId) {
    super.deleteAuthorizationsByResourceId(resource, resourceId);
    deleted(resource);
  }

  @Override
  public void deleteAuthorizationsByResourceIdAndUserId(
      Resource resource, String resourceId, String user) {
    super.deleteAuthorizationsByResourceIdAndUserId(resource, resourceId, user);
    deleted(resource);
  }

  @Override
  public void deleteAuthorizationsByResourceIdAndGroupId(
      Resource resource, String resourceId, String group) {
    super.deleteAuthorizationsByResourceIdAndGroupId(resource, resourceId, group);
    deleted(resource);
  }

  /**
   * With each order that ends, the engine deletes what was granted and revoked for its instance. No
   * grant on a definition is among that, and to take a revoke for one that is gone is safe.
   */
  private void deleted(Resource resource) {
    if (resource.resourceType() == Resources.PROCESS_DEFINITION.resourceType()) {
      changed();
    }
  }

  /**
   * At once, for what the same transaction asks; after the commit, because until then others still
   * read, and remember, what was before; and after a rollback, because other commands of the same
   * transaction may have remembered what now never was.
   */
  private void changed() {
    remembered.changed();
    if (!changed) {
      changed = true;
      TransactionContext transaction = Context.getCommandContext().getTransactionContext();
      transaction.addTransactionListener(
          TransactionState.COMMITTED, context -> remembered.changed());
      transaction.addTransactionListener(
          TransactionState.ROLLED_BACK, context -> remembered.changed());
    }
  }
}

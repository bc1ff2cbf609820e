package org.ordersaga.process.identity;

import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.engine.authorization.Groups;

/** The engine's groups, each with the role that it means for the HTTP endpoints. */
public enum EngineGroup {
  /** May do everything. */
  ADMINS(Groups.CAMUNDA_ADMIN, "ADMIN", "Administrators", Groups.GROUP_TYPE_SYSTEM),
  /** Sees everything, repairs orders. */
  OPERATORS("operators", "OPERATOR", "Operators", Groups.GROUP_TYPE_WORKFLOW),
  /** Starts and follows orders. */
  CLIENTS("clients", "CLIENT", "Clients", Groups.GROUP_TYPE_WORKFLOW),
  /** Decide about orders in review. */
  REVIEWERS("reviewers", "REVIEWER", "Reviewers", Groups.GROUP_TYPE_WORKFLOW),
  /** Change the process: deploy, and move running orders to a new version. */
  PROCESS_OWNERS("processOwners", "PROCESS_OWNER", "Process owners", Groups.GROUP_TYPE_WORKFLOW),
  /** Carries out external tasks. */
  WORKERS("workers", "WORKER", "Workers", Groups.GROUP_TYPE_WORKFLOW);

  private final String id;
  private final String role;
  private final String title;
  private final String type;

  EngineGroup(String id, String role, String title, String type) {
    this.id = id;
    this.role = role;
    this.title = title;
    this.type = type;
  }

  /** Its id in the engine. */
  public String id() {
    return id;
  }

  /** The role, without a prefix. */
  public String role() {
    return role;
  }

  String title() {
    return title;
  }

  String type() {
    return type;
  }

  /** The group with that id, if it is one of ours. */
  public static Optional<EngineGroup> byId(String id) {
    return Stream.of(values()).filter(group -> group.id.equals(id)).findFirst();
  }
}

package org.ordersaga.process.identity;

import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;

/** Creates and corrects users and groups. */
class Users {

  private final IdentityService identity;

  Users(IdentityService identity) {
    this.identity = identity;
  }

  void ensureGroup(EngineGroup wanted) {
    Group group = identity.createGroupQuery().groupId(wanted.id()).singleResult();
    if (group == null) {
      group = identity.newGroup(wanted.id());
      group.setName(wanted.title());
      group.setType(wanted.type());
      identity.saveGroup(group);
    }
  }

  void ensureUser(EngineUser wanted, String password) {
    User user = identity.createUserQuery().userId(wanted.id()).singleResult();
    if (user == null) {
      user = identity.newUser(wanted.id());
      // Cockpit greets a user by name.
      user.setFirstName(wanted.id());
      user.setLastName("");
      user.setPassword(password);
      identity.saveUser(user);
    } else {
      if (!identity.checkPassword(wanted.id(), password)) {
        // Looked up again, because the wrong password was counted in the user's row.
        user = identity.createUserQuery().userId(wanted.id()).singleResult();
        user.setPassword(password);
        identity.saveUser(user);
      }
      identity.unlockUser(wanted.id());
    }
    ensureOnlyGroup(wanted);
  }

  private void ensureOnlyGroup(EngineUser user) {
    List<String> groups =
        identity.createGroupQuery().groupMember(user.id()).list().stream()
            .map(Group::getId)
            .toList();
    for (String group : groups) {
      if (!group.equals(user.group().id())) {
        identity.deleteMembership(user.id(), group);
      }
    }
    if (!groups.contains(user.group().id())) {
      identity.createMembership(user.id(), user.group().id());
    }
  }
}

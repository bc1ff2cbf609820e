package org.ordersaga.process.identity;

import java.util.List;
import org.camunda.bpm.engine.identity.PasswordPolicy;
import org.camunda.bpm.engine.identity.PasswordPolicyRule;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.identity.PasswordPolicyLengthRuleImpl;
import org.camunda.bpm.engine.impl.identity.WritableIdentityProvider;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.springframework.stereotype.Component;

/**
 * One rule for all passwords, those that people choose in Admin too: long ones. Rules about signs
 * and digits make passwords harder to remember, and hardly harder to guess.
 */
@Component
class PasswordPlugin extends AbstractProcessEnginePlugin {

  private final VerifiedPasswords verified;

  PasswordPlugin(VerifiedPasswords verified) {
    this.verified = verified;
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    configuration.setEnablePasswordPolicy(true);
    configuration.setPasswordPolicy(new LongPasswords());
    configuration.setIdentityProviderSessionFactory(new Identities(verified));
  }

  private static final class LongPasswords implements PasswordPolicy {

    @Override
    public List<PasswordPolicyRule> getRules() {
      return List.of(new PasswordPolicyLengthRuleImpl(EngineUser.SHORTEST_PASSWORD));
    }
  }

  private record Identities(VerifiedPasswords verified) implements SessionFactory {

    @Override
    public Class<?> getSessionType() {
      return WritableIdentityProvider.class;
    }

    @Override
    public Session openSession() {
      return new WatchedIdentities(verified);
    }
  }
}

package org.ordersaga.process.rules;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.Problem;
import org.camunda.bpm.engine.impl.bpmn.parser.ResourceReportImpl;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.xml.ProblemImpl;
import org.ordersaga.rules.ModelFile;
import org.ordersaga.rules.ModelRules;
import org.ordersaga.rules.Violation;

/**
 * Refuses a new deployment that breaks a rule, whatever way it comes: all of them end here, within
 * the transaction that stores it. A deployment that is in the database already is only loaded: its
 * orders run on, whatever rules have been added since.
 */
class ModelRulesDeployer implements Deployer {

  private final ModelRules rules;

  ModelRulesDeployer(ModelRules rules) {
    this.rules = rules;
  }

  @Override
  public void deploy(DeploymentEntity deployment) {
    if (!deployment.isNew()) {
      return;
    }
    List<Violation> violations =
        rules.check(
            deployment.getResources().values().stream()
                .map(resource -> new ModelFile(resource.getName(), resource.getBytes()))
                .toList());
    if (!violations.isEmpty()) {
      throw refusal(violations);
    }
  }

  /** What engine-rest answers with 400, and Camunda Modeler shows. */
  private static ParseException refusal(Collection<Violation> violations) {
    Map<String, List<Problem>> problems =
        violations.stream()
            .collect(
                Collectors.groupingBy(
                    Violation::file,
                    LinkedHashMap::new,
                    Collectors.mapping(ModelRulesDeployer::problem, Collectors.toList())));
    List<String> files = List.copyOf(problems.keySet());
    ParseException refusal =
        new ParseException(
            violations.stream().map(Violation::sentence).collect(Collectors.joining("\n")),
            files.get(0),
            problems.get(files.get(0)),
            List.of());
    files.stream()
        .skip(1)
        .map(file -> new ResourceReportImpl(file, problems.get(file), List.of()))
        .forEach(refusal.getResorceReports()::add);
    return refusal;
  }

  private static Problem problem(Violation violation) {
    return new ProblemImpl(violation.sentence(), null, violation.element());
  }
}

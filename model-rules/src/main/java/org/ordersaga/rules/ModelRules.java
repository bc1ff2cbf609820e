package org.ordersaga.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** Holds the files of a deployment against the rules of docs/model-rules.md. */
public final class ModelRules {

  static final String READABLE = "readable";
  static final String FILE_KIND = "file-kind";

  private static final List<Rule> RULES =
      List.of(
          new Executable(),
          new VersionTag(),
          new TimeToLive(),
          new KnownSteps(),
          new InputsSet(),
          new RefusalsCaught(),
          new OneUndo(),
          new Stoppable(),
          new Pivot(),
          new Reachable(),
          new Ends(),
          new Settings(),
          new Deadline(),
          new Timers(),
          new SpeakingIds(),
          new ParallelWrites(),
          new DeployedTogether(),
          new Drawn());

  private final StepCatalogue catalogue;

  /** Rules for models whose steps are these. */
  public ModelRules(StepCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** The names of all rules. */
  static Set<String> names() {
    Set<String> names =
        new TreeSet<>(Set.of(READABLE, FILE_KIND, ProcessContent.NAME, ProcessExpressions.NAME));
    RULES.forEach(rule -> names.add(rule.name()));
    return names;
  }

  /**
   * Checks files that are deployed together.
   *
   * @return all violations, file by file; empty if the files may be deployed
   */
  public List<Violation> check(Collection<ModelFile> files) {
    return new Check(files).violations();
  }

  /** One look at some files. */
  private final class Check {

    private final List<Violation> violations = new ArrayList<>();
    private final Map<ModelFile, BpmnModelInstance> processes = new LinkedHashMap<>();
    private final Map<ModelFile, DmnModelInstance> decisions = new LinkedHashMap<>();
    private final Map<ModelFile, JsonNode> forms = new LinkedHashMap<>();
    private final Map<ModelFile, Document> documents = new HashMap<>();

    Check(Collection<ModelFile> files) {
      files.forEach(this::read);
      Companions companions = companions();
      processes.forEach((file, model) -> process(file, model, companions));
      decisions.forEach(this::decision);
      forms.forEach(this::form);
    }

    List<Violation> violations() {
      return violations;
    }

    private void read(ModelFile file) {
      if (file.kind().isEmpty()) {
        report(
            FILE_KIND,
            file,
            report ->
                report.add(
                    file.name(),
                    "is neither a process (.bpmn), nor a decision (.dmn), nor a form (.form): leave"
                        + " it out of the deployment."));
        return;
      }
      try {
        switch (file.kind().get()) {
          case PROCESS -> {
            documents.put(file, Xml.read(file.content()));
            processes.put(file, Bpmn.readModelFromStream(new ByteArrayInputStream(file.content())));
          }
          case DECISION -> {
            documents.put(file, Xml.read(file.content()));
            decisions.put(file, Dmn.readModelFromStream(new ByteArrayInputStream(file.content())));
          }
          case FORM -> forms.put(file, new ObjectMapper().readTree(file.content()));
        }
      } catch (IOException | SAXException | RuntimeException e) {
        documents.remove(file);
        unreadable(file, e);
      }
    }

    private void unreadable(ModelFile file, Exception e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      String message = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ").strip();
      report(
          READABLE,
          file,
          report ->
              report.add(
                  file.name(),
                  "cannot be read: open it in Camunda Modeler, put it right and save it. (%s)",
                  message));
    }

    private Companions companions() {
      Map<String, Decision> byId = new HashMap<>();
      decisions
          .values()
          .forEach(
              model ->
                  model
                      .getModelElementsByType(Decision.class)
                      .forEach(decision -> byId.put(decision.getId(), decision)));
      Map<String, Set<String>> fields = new HashMap<>();
      forms
          .values()
          .forEach(
              form ->
                  FormContent.collectKeys(
                      form,
                      fields.computeIfAbsent(form.path("id").asText(), id -> new HashSet<>())));
      return new Companions(byId, fields);
    }

    private void process(ModelFile file, BpmnModelInstance model, Companions companions) {
      Document document = documents.get(file);
      Set<String> variables = new HashSet<>();
      List<ProcessModel> models =
          model.getModelElementsByType(Process.class).stream()
              .map(process -> new ProcessModel(process, catalogue, companions))
              .toList();
      models.forEach(process -> variables.addAll(Variables.of(process)));
      report(ProcessContent.NAME, file, report -> ProcessContent.check(document, report));
      report(
          ProcessExpressions.NAME,
          file,
          report -> ProcessExpressions.check(document, variables, report));
      if (models.isEmpty()) {
        report(Executable.NAME, file, report -> report.add(file.name(), "holds no process."));
      }
      for (ProcessModel process : models) {
        for (Rule rule : RULES) {
          report(rule.name(), file, report -> rule.check(process, report));
        }
      }
    }

    private void decision(ModelFile file, DmnModelInstance model) {
      report(
          ProcessContent.NAME,
          file,
          content ->
              report(
                  ProcessExpressions.NAME,
                  file,
                  expressions -> DecisionContent.check(documents.get(file), content, expressions)));
      report(TimeToLive.NAME, file, report -> TimeToLive.check(model, report));
      report(SpeakingIds.NAME, file, report -> SpeakingIds.check(model, report));
    }

    private void form(ModelFile file, JsonNode form) {
      report(
          ProcessContent.NAME,
          file,
          content ->
              report(
                  ProcessExpressions.NAME,
                  file,
                  expressions -> FormContent.check(form, content, expressions)));
    }

    /** What a rule cannot make sense of is no reason to let it pass. */
    private void report(String rule, ModelFile file, Consumer<Report> check) {
      Report report = new Report(rule, file.name());
      try {
        check.accept(report);
      } catch (RuntimeException e) {
        report.add(
            file.name(),
            "cannot be checked by the rule %s: open it in Camunda Modeler, put it right and save it."
                + " (%s)",
            rule,
            e);
      }
      violations.addAll(report.violations());
    }
  }
}

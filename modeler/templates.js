// Fails when an element template breaks Camunda Modeler's schema, or when a step or process of a model does not fit
// the template that it names.
import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { validate } from "@bpmn-io/element-templates-validator";
import { BpmnModdle } from "bpmn-moddle";

const camunda = createRequire(import.meta.url)("camunda-bpmn-moddle/resources/camunda.json");
const folder = new URL("element-templates/", import.meta.url);

/** All templates by id, and what the schema has against them. */
async function readTemplates() {
  const templates = new Map();
  const problems = [];
  for (const file of (await readdir(folder)).sort()) {
    const template = JSON.parse(await readFile(new URL(file, folder), "utf8"));
    const { valid, errors } = validate(template);
    if (!valid) {
      problems.push(...errors.map((error) => `${file}: ${error.message}`));
    } else if (templates.has(template.id)) {
      problems.push(`${file}: another template has the id ${template.id}`);
    }
    templates.set(template.id, template);
  }
  return { templates, problems };
}

/** Every element of a model that a template could stand behind. */
function* templatable(scope) {
  if (["bpmn:Process", "bpmn:ServiceTask", "bpmn:UserTask"].includes(scope.$type)) {
    yield scope;
  }
  for (const inner of scope.rootElements ?? scope.flowElements ?? []) {
    yield* templatable(inner);
  }
}

const extensions = (element, type) => (element.extensionElements?.values ?? []).filter(({ $type }) => $type === type);

/** How each kind of binding is found in an element. */
const bound = {
  property: (element, name) => element.get(name),
  "camunda:property": (element, name) => propertiesOf(element).find((property) => property.name === name)?.value,
  "camunda:inputParameter": (element, name) =>
    extensions(element, "camunda:InputOutput")
      .flatMap(({ inputParameters }) => inputParameters ?? [])
      .find((parameter) => parameter.name === name)?.value,
};

const propertiesOf = (element) => extensions(element, "camunda:Properties").flatMap(({ values }) => values ?? []);

/** What one value of an element has against its place in the template; nothing if it fits. */
function misfit(value, { type, label, value: fixed, choices, constraints = {} }) {
  if (type === "Hidden") {
    return value === fixed ? undefined : `must be ${fixed}`;
  }
  if (constraints.notEmpty && !value?.trim()) {
    return `${label} must not be empty`;
  }
  if (type === "Dropdown" && !choices.some((choice) => choice.value === value)) {
    return `${label} takes one of ${choices.map((choice) => choice.value).join(", ")}`;
  }
  const { pattern } = constraints;
  return !pattern || new RegExp(pattern.value).test(value) ? undefined : `${label} ${pattern.message}`;
}

function* problemsOf(element, templates) {
  const template = templates.get(element.modelerTemplate);
  if (!template) {
    yield element.modelerTemplate
      ? `names the template ${element.modelerTemplate}, which is not in modeler/element-templates`
      : "has no element template";
    return;
  }
  if (element.modelerTemplateVersion !== template.version) {
    yield `is of version ${element.modelerTemplateVersion} of its template, which is now ${template.version}`;
  }
  if (!template.appliesTo.includes(element.$type)) {
    yield `is a ${element.$type}, but its template is for ${template.appliesTo.join(", ")}`;
  }
  const known = new Set();
  for (const property of template.properties) {
    const { type, name } = property.binding;
    known.add(`${type} ${name}`);
    const value = bound[type](element, name);
    const problem = misfit(value, property);
    if (problem) {
      yield `${name} is ${value === undefined ? "missing" : `"${value}"`}: ${problem}`;
    }
  }
  for (const { name } of propertiesOf(element)) {
    if (!known.has(`camunda:property ${name}`)) {
      yield `has the property ${name}, which its template does not know`;
    }
  }
}

const models = process.argv.slice(2);
const { templates, problems } = await readTemplates();
for (const model of problems.length ? [] : models) {
  const { rootElement } = await new BpmnModdle({ camunda }).fromXML(await readFile(model, "utf8"));
  for (const element of templatable(rootElement)) {
    for (const problem of problemsOf(element, templates)) {
      problems.push(`${model}: ${element.id} ${problem}`);
    }
  }
}
problems.forEach((problem) => console.error(problem));
process.exitCode = problems.length || !models.length ? 1 : 0;
if (!models.length) {
  console.error("Name the model files to check.");
}

// Fails when a model imports with warnings or when a save in Camunda Modeler would change the file.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { BpmnModdle } from "bpmn-moddle";

const camunda = createRequire(import.meta.url)("camunda-bpmn-moddle/resources/camunda.json");

/** What is wrong with one file, in sentences; nothing when it is as Camunda Modeler would save it. */
async function problemsOf(file) {
  const saved = await readFile(file, "utf8");
  const moddle = new BpmnModdle({ camunda });
  try {
    const { rootElement, warnings } = await moddle.fromXML(saved);
    const { xml } = await moddle.toXML(rootElement, { format: true });
    return [
      ...warnings.map((warning) => `imports with a warning: ${warning.message}`),
      ...(xml === saved ? [] : [`a save in Camunda Modeler changes line ${firstDifference(saved, xml)}`]),
    ];
  } catch (error) {
    return [`cannot be imported: ${error.message}`];
  }
}

function firstDifference(saved, exported) {
  const after = exported.split("\n");
  const index = saved.split("\n").findIndex((line, number) => line !== after[number]);
  return index < 0 ? after.length : index + 1;
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("Name the model files to check.");
  process.exitCode = 1;
}
for (const file of files) {
  for (const problem of await problemsOf(file)) {
    console.error(`${file}: ${problem}`);
    process.exitCode = 1;
  }
}

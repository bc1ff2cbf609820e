// Writes each decision table as docs/<table>.md; with --check it fails instead when what is committed is another one.
import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { argv } from "node:process";
import { DmnModdle } from "dmn-moddle";

const cell = (text) => (text ?? "").trim().replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
const row = (cells) => `| ${cells.join(" | ")} |`;
const code = (expression) => (cell(expression?.text) ? `\`${cell(expression.text)}\`` : "-");

function table(decision) {
  const { input, output, rule, hitPolicy } = decision.decisionLogic;
  const heads = ["", ...input.map(({ label }) => cell(label)), ...output.map(({ label }) => `**${cell(label)}**`), ""];
  return [
    `# ${decision.name}`,
    cell(decision.description),
    `Hit policy: ${hitPolicy ?? "UNIQUE"}. Drawn by \`npm run picture\` in \`modeler/\` from the decision table of the project; change it there.`,
    [
      row(heads),
      row(heads.map(() => "---")),
      ...rule.map((each, index) =>
        row([index + 1, ...each.inputEntry.map(code), ...each.outputEntry.map(code), cell(each.description)]),
      ),
    ].join("\n"),
  ].join("\n\n");
}

const check = argv.includes("--check");
for (const model of argv.slice(2).filter((argument) => argument !== "--check")) {
  const { rootElement } = await new DmnModdle().fromXML(await readFile(model, "utf8"), "dmn:Definitions");
  const page = `${rootElement.drgElement
    .filter(({ decisionLogic }) => decisionLogic?.$type === "dmn:DecisionTable")
    .map(table)
    .join("\n\n")}\n`;
  const file = new URL(`../docs/${basename(model, ".dmn")}.md`, import.meta.url);
  if (!check) {
    await writeFile(file, page);
  } else if ((await readFile(file, "utf8").catch(() => "")) !== page) {
    console.error(`${file.pathname} does not show ${model}: run "npm run picture" in modeler/`);
    process.exitCode = 1;
  }
}

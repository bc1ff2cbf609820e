// Draws each model as docs/<model>.svg; with --check it fails instead when the committed picture is not the model's.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, delimiter, join } from "node:path";
import { env, exit, argv } from "node:process";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const NO_BROWSER = 3;
const docs = fileURLToPath(new URL("../docs/", import.meta.url));
const resolve = createRequire(import.meta.url).resolve;

/** A Chromium or Chrome of this machine, if there is one. */
function findBrowser() {
  if (env.CHROMIUM_PATH) {
    return env.CHROMIUM_PATH;
  }
  const onPath = (env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => ["chromium", "chromium-browser", "google-chrome"].map((name) => join(folder, name)));
  return [...onPath, "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"].find(existsSync);
}

/**
 * A page with bpmn-js. Its font stands in for Arial on every machine and has the same widths, so that a text breaks
 * at the same word everywhere.
 */
async function openPage(browser) {
  const page = await browser.newPage();
  await page.setContent('<div id="canvas" style="width: 1600px; height: 900px"></div>');
  const font = await readFile(resolve("@fontsource/arimo/files/arimo-latin-400-normal.woff2"), "base64");
  await page.addStyleTag({
    content: `@font-face { font-family: Arial; src: url(data:font/woff2;base64,${font}); }`,
  });
  await page.evaluate(() => document.fonts.load("12px Arial"));
  await page.addScriptTag({ path: resolve("bpmn-js/dist/bpmn-viewer.production.min.js") });
  return page;
}

async function draw(page, model) {
  const { svg, warnings } = await page.evaluate(async (xml) => {
    const viewer = new BpmnJS({ container: "#canvas" });
    const { warnings } = await viewer.importXML(xml);
    const { svg } = await viewer.saveSVG();
    viewer.destroy();
    return { svg, warnings: warnings.map(({ message }) => message) };
  }, await readFile(model, "utf8"));
  if (warnings.length) {
    throw new Error(`${model} imports with warnings: ${warnings.join("; ")}`);
  }
  return tidy(svg);
}

/** Without what differs from run to run, on a ground of its own, one shape a line. */
function tidy(svg) {
  const markers = Array.from(svg.matchAll(/ id="(marker-[^"]+)"/g), ([, id]) => id);
  return `${markers
    .reduce((text, id, index) => text.replaceAll(id, `arrow-${index + 1}`), svg)
    .replace("<svg ", '<svg style="background: #fff" ')
    .replaceAll(/-?\d+\.\d{3,}/g, (number) => String(Math.round(number * 100) / 100))
    .replaceAll('<g class="djs-group">', '\n<g class="djs-group">')}\n`;
}

/** Whether two pictures differ by no more than what another version of the browser rounds otherwise. */
function same(one, other) {
  const number = /-?\d+(?:\.\d+)?/g;
  const numbers = other.match(number) ?? [];
  return (
    one.replace(number, "#") === other.replace(number, "#") &&
    (one.match(number) ?? []).every((value, index) => Math.abs(value - numbers[index]) <= 1)
  );
}

const check = argv.includes("--check");
const models = argv.slice(2).filter((argument) => argument !== "--check");
const executablePath = findBrowser();
if (!executablePath) {
  console.error("Neither Chromium nor Chrome was found; CHROMIUM_PATH names one.");
  exit(NO_BROWSER);
}
const browser = await chromium.launch({ executablePath });
try {
  const page = await openPage(browser);
  for (const model of models) {
    const file = join(docs, `${basename(model, ".bpmn")}.svg`);
    const picture = await draw(page, model);
    if (!check) {
      await writeFile(file, picture);
    } else if (!existsSync(file) || !same(picture, await readFile(file, "utf8"))) {
      console.error(`${file} does not show ${model}: run "npm run picture" in modeler/`);
      process.exitCode = 1;
    }
  }
} finally {
  await browser.close();
}

// Writes the console's libraries anew from node_modules, or with --check says where they differ. They are as published,
// but that a module names its neighbour by file, since a page without inline scripts has no import map.
import { readFileSync, writeFileSync } from "node:fs";

const target = new URL("../../crates/ledger-http/console/vendor/", import.meta.url);
const source = (name) => readFileSync(new URL(`node_modules/${name}`, import.meta.url), "utf8");
const version = (name) => JSON.parse(source(`${name}/package.json`)).version;
const packages = ["preact", "htm", "uplot"];

const module = (text) => text.replace(`from"preact"`, `from"./preact.js"`).replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");

const files = {
  "preact.js": module(source("preact/dist/preact.mjs")),
  "hooks.js": module(source("preact/hooks/dist/hooks.mjs")),
  "htm.js": module(source("htm/dist/htm.module.js")),
  "uplot.js": source("uplot/dist/uPlot.iife.min.js"),
  "uplot.css": source("uplot/dist/uPlot.min.css"),
  "licences.txt": packages
    .map((name) => `${name} ${version(name)}\n\n${source(`${name}/LICENSE`).trim()}\n`)
    .join(`\n${"-".repeat(80)}\n\n`),
};

let stale = 0;
for (const [name, text] of Object.entries(files)) {
  const file = new URL(name, target);
  if (!process.argv.includes("--check")) {
    writeFileSync(file, text);
  } else if (readFileSync(file, "utf8") !== text) {
    console.error(`${file.pathname} is not as package-lock.json pins it: node dev/console/vendor.js`);
    stale += 1;
  }
}
process.exit(stale ? 1 : 0);

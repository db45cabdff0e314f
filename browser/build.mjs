// SPDX-License-Identifier: Apache-2.0
// Builds the verifier: one HTML file with everything in it, the same bytes from the same sources; with `--node`, also
// the same checks as a module for Node. Words, features, forms and the text of README.txt come from the vectors of the specification.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildPortal } from "./build_portal.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const vectors = join(here, "..", "vectors", "evidence");
const page = join(here, "..", "src", "counterfoil", "page", "browser", "verifier.html");

/** A stored (not deflated) file of a zip. */
function stored(zip, name) {
  const at = zip.indexOf(Buffer.concat([Buffer.from(name)]), 0);
  const size = zip.readUInt32LE(at - 30 + 18);
  return zip.subarray(at + name.length, at + name.length + size);
}

function wordsData() {
  const [words, features, laws] = ["words.json", "features.json", "laws.json"].map((name) => JSON.parse(readFileSync(join(vectors, name), "utf8")));
  const zip = readFileSync(join(vectors, "control.zip"));
  const readme = stored(zip.subarray(zip.lastIndexOf(Buffer.from("PK\x03\x04"))), "README.txt").toString("utf8");
  return [
    "// SPDX-License-Identifier: Apache-2.0",
    "// Made by build.mjs from vectors/evidence: features.json, laws.json, words.json, and README.txt of a package.",
    `export const FEATURES: readonly string[] = ${JSON.stringify(features)};`,
    `export const LAWS = ${JSON.stringify(laws)};`,
    `export const WORDS = ${JSON.stringify(words)};`,
    `export const README = ${JSON.stringify(readme)};`,
    "",
  ].join("\n");
}

writeFileSync(join(here, "src", "words_data.ts"), wordsData());
const style = readFileSync(join(here, "src", "page.css"), "utf8");
const template = readFileSync(join(here, "src", "page.html"), "utf8");

/** The page's program. It holds the page's own text, without the hash of itself, so that it can tell the file's hash. */
const { outputFiles } = await build({
  entryPoints: [join(here, "src", "page.ts")],
  absWorkingDir: here,
  bundle: true,
  format: "iife",
  target: "es2023",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  define: { PAGE_TEMPLATE: JSON.stringify(template) },
  write: false,
});
const script = outputFiles[0].text;
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
const html = template
  .replace("{policy}", () => policy)
  .replace("{style}", () => style)
  .replace("{script}", () => script);
const target = process.argv[2] ?? page;
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, html);
console.log(`${createHash("sha256").update(html).digest("hex")}  verifier.html`);
await buildPortal(join(dirname(target), "portal.html"));

// SPDX-License-Identifier: Apache-2.0
// Builds the verifier: one HTML file with everything in it, the same bytes from the same sources; with `--node`, also
// the same checks as a module for Node. Words and the text of README.txt come from the vectors of the specification.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

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
  const words = JSON.parse(readFileSync(join(vectors, "words.json"), "utf8"));
  const zip = readFileSync(join(vectors, "control.zip"));
  const readme = stored(zip.subarray(zip.lastIndexOf(Buffer.from("PK\x03\x04"))), "README.txt").toString("utf8");
  return [
    "// SPDX-License-Identifier: Apache-2.0",
    "// Made by build.mjs from vectors/evidence: words.json, and README.txt of a package.",
    `export const WORDS = ${JSON.stringify(words)};`,
    `export const README = ${JSON.stringify(readme)};`,
    "",
  ].join("\n");
}

const common = { bundle: true, format: "esm", target: "es2023", charset: "utf8", legalComments: "none", logLevel: "warning" };

writeFileSync(join(here, "src", "words_data.ts"), wordsData());
await build({ ...common, entryPoints: [join(here, "src", "bulk.ts")], outfile: join(here, "dist", "bulk.mjs"), platform: "node" });
if (!process.argv.includes("--node")) {
  const { outputFiles } = await build({ ...common, format: "iife", entryPoints: [join(here, "src", "page.ts")], write: false });
  const script = outputFiles[0].text;
  const style = readFileSync(join(here, "src", "page.css"), "utf8");
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const html = readFileSync(join(here, "src", "page.html"), "utf8")
    .replace("{policy}", () => `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`)
    .replace("{style}", () => style)
    .replace("{script}", () => script);
  mkdirSync(dirname(page), { recursive: true });
  writeFileSync(page, html);
  console.log(`${createHash("sha256").update(html).digest("hex")}  ${page.slice(join(here, "..").length + 1)}`);
}

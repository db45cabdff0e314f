// SPDX-License-Identifier: Apache-2.0
// Builds the portal: one HTML file with script and style in it, sealed by its own hash, so that whoever finds it in a
// folder can tell whether it is as it was built. With `--node`, the module that its tests ask instead.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const common = { bundle: true, format: "esm", target: "es2023", charset: "utf8", legalComments: "none", logLevel: "warning" };

export function seal(html) {
  return `${html}<!-- counterfoil ${createHash("sha256").update(html).digest("hex")} -->\n`;
}

export async function buildPortal(page) {
  const { outputFiles } = await build({ ...common, format: "iife", entryPoints: [join(here, "src", "portal.ts")], write: false });
  const script = outputFiles[0].text;
  const style = readFileSync(join(here, "src", "portal.css"), "utf8");
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'`;
  const html = readFileSync(join(here, "src", "portal.html"), "utf8")
    .replace("{policy}", () => policy)
    .replace("{style}", () => style)
    .replace("{script}", () => script);
  mkdirSync(dirname(page), { recursive: true });
  writeFileSync(page, seal(html));
}

export async function buildPortalForNode(outfile) {
  await build({ ...common, entryPoints: [join(here, "portal_node.mjs")], outfile, platform: "node" });
}

// SPDX-License-Identifier: Apache-2.0
// Builds the portal: one HTML file with script and style in it, the same bytes from the same sources. Run by itself, it
// builds the module that the portal's tests ask, into the file that is named.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const portal = join(here, "portal");
const common = { bundle: true, absWorkingDir: here, target: "es2023", charset: "utf8", legalComments: "none", logLevel: "warning" };

export async function buildPortal(page) {
  const { outputFiles } = await build({ ...common, format: "iife", entryPoints: [join(portal, "portal.ts")], write: false });
  const script = outputFiles[0].text;
  const style = readFileSync(join(portal, "portal.css"), "utf8");
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const policy =
    `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; connect-src 'self'; img-src data:; ` +
    "base-uri 'none'; form-action 'none'";
  const html = readFileSync(join(portal, "portal.html"), "utf8")
    .replace("{policy}", () => policy)
    .replace("{style}", () => style)
    .replace("{script}", () => script);
  writeFileSync(page, html);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const module = { ...common, format: "esm", platform: "node", entryPoints: [join(portal, "folders.mjs")] };
  await build({ ...module, outfile: resolve(process.argv[2]) });
}

// SPDX-License-Identifier: Apache-2.0
// node generate.mjs OPENAPI.json [OUT]: the types of src/schema.ts, drawn from the node's OpenAPI document.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const [document, out = join(dirname(fileURLToPath(import.meta.url)), "src", "schema.ts")] = process.argv.slice(2);
if (document === undefined) throw new Error("node generate.mjs OPENAPI.json, which `counterfoil openapi --out` writes");
const types = await openapiTS(JSON.parse(readFileSync(document, "utf8")), {
  alphabetize: true,
  // What has a default may be left out, and in a call has to be.
  defaultNonNullable: false,
});
writeFileSync(out, `// SPDX-License-Identifier: Apache-2.0\n// Generated from the node's OpenAPI document: see README.md.\n\n${astToString(types)}`);

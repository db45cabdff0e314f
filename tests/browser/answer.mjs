// SPDX-License-Identifier: Apache-2.0
// Runs the program of the built page, as it is committed, in Node: one line of JSON an answer, for each line of standard
// input: {"package": file, "trust": file, "now": milliseconds or null}, or {"part": name, "given": texts}.
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { runInThisContext } from "node:vm";

const page = readFileSync(process.argv[2], "utf8");
const [, program] = /<script id="script">([^]*)<\/script>\n<\/body>/.exec(page);
globalThis.crypto ??= webcrypto;
runInThisContext(program);

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  if (asked.part !== undefined) {
    console.log(JSON.stringify(await globalThis.counterfoil.judge(asked.part, asked.given)));
    continue;
  }
  const [evidence, trust] = [asked.package, asked.trust].map((file) => new Uint8Array(readFileSync(file)));
  const begun = performance.now();
  const answer = await globalThis.counterfoil.answer(evidence, trust, asked.now);
  console.log(JSON.stringify({ ...answer, ms: performance.now() - begun }));
}

// SPDX-License-Identifier: Apache-2.0
// What the portal would show of folders, for the tests of the portal: a list of requests in, a list of answers out.
// A request: {folder, now, trust?, seen?, entries?, consistency?, further?}, or {key, message, signature}.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromHex, toHex } from "../src/bytes.ts";
import { verifies } from "../src/ed25519.ts";
import { tell } from "./entry_lines.ts";
import { provideEd25519 } from "./plain_ed25519.ts";
import { readSeen } from "./memory.ts";
import { tlogProof } from "./single_proof.ts";
import { open, readOn, view } from "./look.ts";
import { readTrust } from "../src/trust.ts";
import { Wrong } from "../src/wrong.ts";

async function look(request, fetched) {
  const fetch = async (path) => {
    fetched.push(path);
    try {
      return new Uint8Array(readFileSync(join(request.folder, path)));
    } catch {
      throw new Wrong(`${path} is missing`);
    }
  };
  const trust = request.trust === undefined ? null : readTrust(new Uint8Array(readFileSync(request.trust)));
  const shown = await open(fetch, readSeen(request.seen ?? null));
  for (let i = 0; i < (request.further ?? 0); i++) await readOn(shown);
  const { judgement: { checkpoint, ...judgement }, chains, verdict } = await view(shown, trust, request.now);
  const entries = [];
  for (const index of request.entries ?? []) {
    const placed = await shown.tree.entry(index);
    const proof = new TextDecoder().decode(tlogProof(placed, shown.checkpoint));
    entries.push({ ...tell(placed.bytes), leaf: toHex(placed.leaf), path: placed.path.map(toHex), proof });
  }
  const consistency = [];
  for (const size of request.consistency ?? []) consistency.push((await shown.tree.consistency(size)).map(toHex));
  const { continuity, faults, recent: { from } } = shown;
  const read = { origin: checkpoint.origin, size: checkpoint.size, root: toHex(checkpoint.root), from };
  return { ...read, ...judgement, chains, verdict, continuity, faults, entries, consistency };
}

async function answer(request) {
  if (request.signature !== undefined) return verifies(...[request.key, request.message, request.signature].map(fromHex));
  const fetched = [];
  try {
    return { ...(await look(request, fetched)), fetched };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { refused: error.message, fetched };
  }
}

if (process.argv.includes("--without-webcrypto")) {
  Object.defineProperty(crypto, "subtle", { value: undefined, configurable: true });
  provideEd25519();
}
const answers = [];
for (const request of JSON.parse(readFileSync(0, "utf8"))) answers.push(await answer(request));
console.log(JSON.stringify(answers));

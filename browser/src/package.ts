// SPDX-License-Identifier: Apache-2.0
// Check 1: the container, its manifest, and every document in its form.
import { textOf } from "./bytes.ts";
import { decode, type JsonObject } from "./canonical.ts";
import { CLAIM_BYTES_MAX, claimForm, type Claim } from "./claim_forms.ts";
import { expect, fields, hash, integer, list, orNull, path, text, type Form } from "./forms.ts";
import { stateProofForm, type StateProof } from "./map.ts";
import { sha256OfMuch } from "./sha256.ts";
import { README } from "./words_data.ts";
import { demand } from "./wrong.ts";
import { FILES, unzip, type FileName, type Files } from "./zip.ts";

const FORMAT = "counterfoil-evidence/v2";
const MANIFEST_BYTES_MAX = 16_384;
export const ENTRY_BYTES_MAX = 65_535;
const LINES_MAX = 200_000;
const LINE_BYTES_MAX = 1024 * 1024;
const NAME_BYTES_MAX = 200;

export interface LogProof {
  index: number;
  path: string[];
}

/** Of an anchor, with its header's path to the `ancestors` of the last one. */
export interface AnchorProof extends LogProof {
  ancestry: string[];
}

export interface BlockProof extends LogProof {
  height: number;
  size: number;
}

/** Of an envelope, with the number of events that its transaction caused. */
export interface EnvelopeProof extends BlockProof {
  events: number;
}

export interface CallProof extends LogProof {
  transaction: string;
}

/** A document as received, and the proof of its place. The check that places it decodes it then. */
export interface Placed<P> {
  line: Uint8Array;
  proof: P;
}

export interface ShownRecord {
  path: string;
  proof: StateProof;
  value: string | null;
}

export interface Opening {
  record: string;
  seq: number;
  value: string;
}

export interface Package {
  claim: Claim;
  checkpoint: Uint8Array;
  roll: Placed<LogProof>;
  anchors: Placed<AnchorProof>[];
  rotations: Placed<LogProof>[];
  audits: Placed<LogProof>[];
  events: Placed<BlockProof>[];
  transactions: Placed<EnvelopeProof>[];
  calls: Placed<CallProof>[];
  records: ShownRecord[];
  openings: Opening[];
}

const siblings = list(hash, 0, 64);
const logProof = fields({ index: integer(0), path: siblings });
const anchorProof = fields({ ancestry: siblings, index: integer(0), path: siblings });
const blockProof = fields({ height: integer(0), index: integer(0), path: siblings, size: integer(0) });
const envelopeProof = fields({ events: integer(0, 0xffffffff), height: integer(0), index: integer(0), path: siblings, size: integer(0) });
const callProof = fields({ index: integer(0), path: siblings, transaction: hash });
const recordForm = fields({ path, proof: stateProofForm, value: orNull(text) });
const openingForm = fields({ record: path, seq: integer(1), value: text });
const manifestForm = fields({
  claim: text,
  files: fields(Object.fromEntries(FILES.slice(1).map((name) => [name, fields({ sha256: hash, size: integer(0) })]))),
  format: (value) => (value === FORMAT ? null : `is not ${FORMAT}`),
  verifier: orNull(hash),
});

// Check 1
export async function readPackage(bytes: Uint8Array): Promise<Package> {
  const files = unzip(bytes);
  const kind = await checkManifest(files);
  demand(textOf(files["README.txt"]) === README, "README.txt is not the text of this format");
  for (const name of FILES) if (name.includes(".json")) demandShortNames(name, files[name]);
  demand(files["claim.json"].length <= CLAIM_BYTES_MAX, "claim.json is too long");
  for (const name of ["claim.json", "records.jsonl", "events.jsonl"] as const) demandSparse(name, files[name]);
  textOf(files["report.html"]);
  const claim = decodedAs<Claim>(files["claim.json"], claimForm, "claim.json");
  demand(claim.kind === kind, "the manifest's claim is not of the claim's kind");
  return {
    claim,
    checkpoint: files["checkpoint"],
    roll: {
      line: short(files, "roll.json"),
      proof: decodedAs(short(files, "roll.proof.json"), logProof, "roll.proof.json"),
    },
    anchors: placed(files, "anchors.jsonl", "anchor_proofs.jsonl", anchorProof),
    rotations: placed(files, "rotations.jsonl", "rotation_proofs.jsonl", logProof),
    audits: placed(files, "audits.jsonl", "audit_proofs.jsonl", logProof),
    events: placed(files, "events.jsonl", "event_proofs.jsonl", blockProof),
    transactions: placed(files, "transactions.jsonl", "transaction_proofs.jsonl", envelopeProof),
    calls: placed(files, "calls.jsonl", "call_proofs.jsonl", callProof),
    records: values(files, "records.jsonl", recordForm),
    openings: values(files, "openings.jsonl", openingForm),
  };
}

async function checkManifest(files: Files): Promise<string> {
  demand(files["manifest.json"].length <= MANIFEST_BYTES_MAX, "manifest.json is too long");
  const manifest = decodedAs<{ claim: string; files: JsonObject }>(files["manifest.json"], manifestForm, "manifest.json");
  for (const name of FILES.slice(1)) {
    const said = manifest.files[name] as { sha256: string; size: number };
    demand(said.size === files[name].length, `${name} has not the size that the manifest says`);
    demand(said.sha256 === (await sha256OfMuch(files[name])), `${name} has not the hash that the manifest says`);
  }
  return manifest.claim;
}

/** The value of a document in its form. */
export function decodedAs<T>(bytes: Uint8Array, form: Form, what: string): T {
  const value = decode(bytes);
  expect(form, value, what);
  return value as T;
}

/** A file that is an entry of the log, or its proof. */
function short(files: Files, name: FileName): Uint8Array {
  demand(files[name].length <= ENTRY_BYTES_MAX, `${name} is longer than an entry of the log`);
  return files[name];
}

/** The lines of a file, as bytes without their line feeds. */
function lines(files: Files, name: FileName): Uint8Array[] {
  const bytes = files[name];
  const found: Uint8Array[] = [];
  let from = 0;
  while (from < bytes.length) {
    const to = bytes.indexOf(0x0a, from);
    demand(to > from, `${name} has an empty line, or one that does not end`);
    demand(to - from <= LINE_BYTES_MAX, `${name} has a line that is too long`);
    found.push(bytes.subarray(from, to));
    from = to + 1;
  }
  demand(found.length <= LINES_MAX, `${name} has too many lines`);
  return found;
}

function values<T>(files: Files, name: FileName, form: Form): T[] {
  return lines(files, name).map((line, i) => decodedAs<T>(line, form, `${name} line ${i + 1}`));
}

function placed<P>(files: Files, name: FileName, proofs: FileName, form: Form): Placed<P>[] {
  const places = values<P>(files, proofs, form);
  const documents = lines(files, name);
  demand(places.length === documents.length, `${proofs} has not as many lines as ${name}`);
  return documents.map((line, i) => ({ line, proof: places[i]! }));
}

/** Limits that keep reading cheap: at most one value in four bytes, and 256 besides. */
function demandSparse(name: string, bytes: Uint8Array): void {
  let count = 0;
  let inText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === 0x22) inText = !inText;
    else if (inText) i += byte === 0x5c ? 1 : 0;
    else if (byte === 0x2c || byte === 0x5b || byte === 0x7b) count++;
  }
  demand(count <= bytes.length / 4 + 256, `${name} holds more values than its size allows`);
}

function demandShortNames(name: string, bytes: Uint8Array): void {
  let from = -1;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0x5c && from >= 0) i++;
    else if (bytes[i] === 0x22) {
      if (from >= 0 && bytes[i + 1] === 0x3a) demand(i - from - 1 <= NAME_BYTES_MAX, `${name} has the name of a field that is too long`);
      from = from < 0 ? i : -1;
    }
  }
}

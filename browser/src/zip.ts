// SPDX-License-Identifier: Apache-2.0
// spec/evidence.md, Container: the one zip file that its files make. It is read, and what frames the files is made again and compared.
import { concat, sameBytes, utf8 } from "./bytes.ts";
import { demand, Unusable } from "./wrong.ts";

export const FILES = [
  "manifest.json", "claim.json", "checkpoint", "roll.json", "roll.proof.json", "anchors.jsonl", "anchor_proofs.jsonl",
  "rotations.jsonl", "rotation_proofs.jsonl", "audits.jsonl", "audit_proofs.jsonl", "events.jsonl", "event_proofs.jsonl",
  "transactions.jsonl", "transaction_proofs.jsonl", "calls.jsonl", "call_proofs.jsonl", "records.jsonl", "openings.jsonl",
  "report.html", "README.txt",
] as const;
export type FileName = (typeof FILES)[number];
export type Files = { [name in FileName]: Uint8Array };

const PACKAGE_BYTES_MAX = 256 * 1024 * 1024;
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const NEEDED = 10;
const MADE_BY_UNIX = 0x0314;
const DATE_1980_01_01 = 0x0021;
const MODE_0644 = 0o100644 * 0x10000;

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = CRC[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

export function unzip(whole: Uint8Array): Files {
  if (whole.length > PACKAGE_BYTES_MAX) throw new Unusable("the file is larger than 256 MiB");
  if (!sameBytes(whole.subarray(0, 4), number32(LOCAL))) throw new Unusable("the file is no zip");
  const view = new DataView(whole.buffer, whole.byteOffset, whole.length);
  const files: { [name: string]: Uint8Array } = {};
  let at = 0;
  for (const name of FILES) {
    demand(at + 30 + name.length <= whole.length && view.getUint32(at, true) === LOCAL, `the package has no ${name} in its place`);
    const size = view.getUint32(at + 18, true);
    const from = at + 30 + name.length;
    demand(from + size <= whole.length, `the file ${name} is cut off`);
    files[name] = whole.subarray(from, from + size);
    at = from + size;
  }
  demandFrames(files as Files, whole);
  return files as Files;
}

/** Everything of the zip but its files' contents is what these files make it. */
function demandFrames(files: Files, whole: Uint8Array): void {
  const centrals: Uint8Array[] = [];
  let at = 0;
  const demandNext = (frame: Uint8Array): void => {
    demand(sameBytes(whole.subarray(at, at + frame.length), frame), "the package is not the one zip that its files make");
    at += frame.length;
  };
  for (const name of FILES) {
    const data = files[name];
    const shared = new DataView(new ArrayBuffer(26));
    shared.setUint16(0, NEEDED, true);
    shared.setUint16(8, DATE_1980_01_01, true);
    shared.setUint32(10, crc32(data), true);
    shared.setUint32(14, data.length, true);
    shared.setUint32(18, data.length, true);
    shared.setUint16(22, name.length, true);
    const common = new Uint8Array(shared.buffer);
    const none = number16(0);
    centrals.push(number32(CENTRAL), number16(MADE_BY_UNIX), common, none, none, none, number32(MODE_0644), number32(at), utf8(name));
    demandNext(concat(number32(LOCAL), common, utf8(name)));
    at += data.length;
  }
  const directory = concat(...centrals);
  const count = number16(FILES.length);
  const offset = number32(at);
  demandNext(concat(directory, number32(END), number32(0), count, count, number32(directory.length), offset, number16(0)));
  demand(at === whole.length, "something follows the zip");
}

function number16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >>> 8);
}

function number32(value: number): Uint8Array {
  return concat(number16(value & 0xffff), number16(value >>> 16));
}

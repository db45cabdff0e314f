// SPDX-License-Identifier: Apache-2.0
// spec/custody-log.md and witness.md: signed notes, verifier keys, checkpoints, witness policies and their quorum.
import { fromBase64, textOf, toHex, utf8 } from "./bytes.ts";
import { verifies } from "./ed25519.ts";
import { sha256 } from "./sha256.ts";
import { demand, Wrong } from "./wrong.ts";

const NOTE_BYTES_MAX = 1_000_000;
const SIGNATURES_MAX = 100;
const LOG_KEY = 1;
const WITNESS_KEY = 4;

export interface VerifierKey {
  name: string;
  id: string;
  type: number;
  key: Uint8Array;
}

export interface Note {
  text: string;
  signatures: { name: string; id: string; bytes: Uint8Array }[];
}

export interface Checkpoint {
  origin: string;
  size: number;
  root: Uint8Array;
}

export interface Group {
  threshold: number;
  members: string[];
}

export interface Policy {
  logs: VerifierKey[];
  witnesses: Map<string, VerifierKey>;
  groups: Map<string, Group>;
  quorum: string;
}

function isKeyName(name: string): boolean {
  return name.length > 0 && !/[\s\x85+]/.test(name);
}

export function parseVerifierKey(text: string): VerifierKey {
  const parts = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(text);
  demand(parts !== null, `${text} is no verifier key`);
  const [, name, id, encoded] = parts as unknown as [string, string, string, string];
  const bytes = fromBase64(encoded);
  demand(isKeyName(name) && bytes !== null && bytes.length === 33, `${text} is no verifier key`);
  const type = bytes[0]!;
  demand(type === LOG_KEY || type === WITNESS_KEY, `${text} is a verifier key of an unknown type`);
  demand(id === toHex(sha256(utf8(name + "\n"), bytes).subarray(0, 4)), `${text} has the key ID of another key`);
  return { name, id, type, key: bytes.slice(1) };
}

export function parseNote(bytes: Uint8Array): Note {
  demand(bytes.length <= NOTE_BYTES_MAX, "the note is too long");
  const whole = textOf(bytes);
  demand(!/[\x00-\x09\x0b-\x1f\x7f]/.test(whole), "the note holds a control character");
  const split = whole.lastIndexOf("\n\n");
  demand(split >= 0, "the note has no empty line");
  const lines = whole.slice(split + 2).split("\n");
  demand(lines.pop() === "" && lines.length > 0, "the note has no signature lines that end with a line feed");
  demand(lines.length <= SIGNATURES_MAX, "the note has too many signatures");
  const signatures = lines.map((line) => {
    const parts = /^\u2014 ([^ ]*) ([^ ]*)$/.exec(line);
    demand(parts !== null && isKeyName(parts[1]!), "the note has a line that is no signature");
    const signature = fromBase64(parts[2]!);
    demand(signature !== null && signature.length >= 5, "the note has a signature that is not base64, or too short");
    return { name: parts[1]!, id: toHex(signature.subarray(0, 4)), bytes: signature.slice(4) };
  });
  return { text: whole.slice(0, split + 1), signatures };
}

export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split("\n");
  demand(lines.pop() === "" && lines.length >= 3, "the checkpoint has fewer than three lines");
  const [origin, size, root] = lines as [string, string, string];
  demand(lines.every((line) => line !== ""), "the checkpoint has an empty line");
  demand(/^(0|[1-9][0-9]{0,18})$/.test(size) && BigInt(size) < 2n ** 63n, "the checkpoint's size is not in its form");
  const hash = fromBase64(root);
  demand(hash !== null && hash.length === 32, "the checkpoint's root is not 32 bytes of base64");
  demand(Number.isSafeInteger(Number(size)), "the checkpoint's size is beyond what is counted here");
  return { origin, size: Number(size), root: hash };
}

/** Whether one of the keys signed the note. A signature that names one of them and fails is an error. */
export async function isSignedBy(note: Note, keys: VerifierKey[]): Promise<boolean> {
  let signed = false;
  for (const signature of note.signatures) {
    for (const key of keys.filter(({ name, id }) => name === signature.name && id === signature.id)) {
      demand(await verifies(key.key, utf8(note.text), signature.bytes), `the signature of ${key.name} does not verify`);
      signed = true;
    }
  }
  return signed;
}

/** By name in the policy: when each witness cosigned last, in seconds. */
export async function cosignatureTimes(note: Note, policy: Policy): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const [witness, key] of policy.witnesses) {
    for (const { name, id, bytes } of note.signatures) {
      if (name !== key.name || id !== key.id) continue;
      demand(bytes.length === 72, `the cosignature of ${witness} does not verify`);
      const seconds = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
      const message = utf8(`cosignature/v1\ntime ${seconds}\n${note.text}`);
      demand(
        seconds < 2n ** 63n && (await verifies(key.key, message, bytes.subarray(8))),
        `the cosignature of ${witness} does not verify`,
      );
      times.set(witness, Math.max(times.get(witness) ?? 0, Number(seconds)));
    }
  }
  return times;
}

/** The latest time such that those who cosigned at it or later satisfy the member; null if they never do. */
export function quorumTime(policy: Policy, member: string, times: Map<string, number>): number | null {
  const group = policy.groups.get(member);
  if (group === undefined) return times.get(member) ?? null;
  const latest = group.members.map((name) => quorumTime(policy, name, times)).filter((time) => time !== null);
  latest.sort((one, other) => other - one);
  return latest[group.threshold - 1] ?? null;
}

/** The names of the witnesses below a member of the policy. */
export function witnessesBelow(policy: Policy, member: string): string[] {
  const group = policy.groups.get(member);
  return group === undefined ? [member] : group.members.flatMap((name) => witnessesBelow(policy, name));
}

export function parsePolicy(text: string): Policy {
  const policy: Policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: "" };
  const grouped = new Set<string>();
  for (const byte of utf8(text)) {
    demand(byte === 0x0a || byte === 0x09 || (byte >= 0x20 && byte !== 0x7f), "the policy holds a control character");
  }
  const known = (name: string): boolean => policy.witnesses.has(name) || policy.groups.has(name);
  const fresh = (name: string): void => {
    demand(name !== "none" && !known(name), `the policy gives the name ${name} twice, or to somebody though it is none's`);
  };
  for (const line of text.split("\n")) {
    const words = line.split(/[ \t]+/).filter((word) => word !== "");
    if (words.length === 0 || words[0]!.startsWith("#")) continue;
    const [keyword, ...rest] = words as [string, ...string[]];
    if (keyword === "log" && (rest.length === 1 || rest.length === 2)) {
      const key = parseVerifierKey(rest[0]!);
      demand(key.type === LOG_KEY, "the policy names a log by a key that is none of a log");
      demand(!policy.logs.some((other) => toHex(other.key) === toHex(key.key)), "the policy has a key of two logs");
      policy.logs.push(key);
    } else if (keyword === "witness" && (rest.length === 2 || rest.length === 3)) {
      const key = parseVerifierKey(rest[1]!);
      demand(key.type === WITNESS_KEY, "the policy names a witness by a key that is none of a witness");
      for (const other of policy.witnesses.values()) {
        demand(toHex(other.key) !== toHex(key.key), "the policy has a key of two witnesses");
      }
      fresh(rest[0]!);
      policy.witnesses.set(rest[0]!, key);
    } else if (keyword === "group" && rest.length >= 3) {
      const [name, wanted, ...members] = rest as [string, string, ...string[]];
      fresh(name);
      const threshold = wanted === "any" ? 1 : wanted === "all" ? members.length : Number(wanted);
      demand(/^(any|all|[1-9][0-9]{0,8})$/.test(wanted) && threshold <= members.length, `the group ${name} has no sound threshold`);
      for (const member of members) {
        demand(known(member) && !grouped.has(member), `${member} is unknown, or a member of two groups`);
        grouped.add(member);
      }
      policy.groups.set(name, { threshold, members });
    } else if (keyword === "quorum" && rest.length === 1) {
      demand(policy.quorum === "", "the policy has two quorums");
      demand(rest[0] === "none" || known(rest[0]!), "the policy's quorum is nobody it knows");
      policy.quorum = rest[0]!;
    } else throw new Wrong(`the policy has a line that is not understood: ${line}`);
  }
  demand(policy.quorum !== "", "the policy has no quorum");
  return policy;
}

// SPDX-License-Identifier: Apache-2.0
// spec/transaction-and-event.md: what parties sign, drawn up here and byte for byte as everywhere. No node is trusted with it.
import { concatenated, fromHex, sha256, tagged, toBase64, toHex, utf8, type Bytes } from "./bytes.js";
import { canonical } from "./canonical.js";
import type { Signer } from "./keys.js";
import type { components } from "./schema.js";

export type Call = components["schemas"]["Call"];
export type Draft = components["schemas"]["Draft"];

export const TRANSACTION_TYPE = "application/vnd.counterfoil.transaction+json";
const CALLS_MAX = 1000;
const PARTIES_MAX = 32;

/** What a transaction means to do, and until when. */
export interface Intended {
  calls: readonly Call[];
  /** the parties that consent */
  by: readonly string[];
  chain: string;
  /** the hash of the chain's genesis: of a chain that one knows, never only as a node says it */
  genesis: string;
  validUntil: number;
  validFrom?: number;
  /** 64 hex digits; the same seed and calls are the same intent. Drawn where it is not given. */
  seed?: string;
}

/** A transaction that lacks its signatures. */
export interface Unsigned {
  /** its identifier, whoever signs it and until when it is valid */
  readonly id: string;
  readonly seed: string;
  readonly lines: readonly string[];
  readonly payload: string;
  /** the bytes that every signature is over */
  readonly message: Bytes;
}

/** The lines and the payload of what is intended. Throws RangeError for what has no canonical form. */
export async function drawnUp(intended: Intended): Promise<Unsigned> {
  const { calls, chain, genesis, validUntil, validFrom = 0, seed = newSeed() } = intended;
  if (calls.length < 1 || calls.length > CALLS_MAX) throw new RangeError(`1 to ${CALLS_MAX} calls`);
  const by = [...new Set(intended.by)].sort((one, other) => (one < other ? -1 : 1));
  if (by.length < 1 || by.length > PARTIES_MAX) throw new RangeError(`1 to ${PARTIES_MAX} parties`);
  const salting = await crypto.subtle.importKey("raw", seedOf(seed), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const lines = await Promise.all(
    calls.map(async (call, at) => canonical({ call, salt: toHex(await hmac(salting, index(at))) })),
  );
  const said = { count: lines.length, root: toHex(await root(lines.map(utf8))) };
  const payload = canonical({ by, calls: said, chain, genesis, valid_from: validFrom, valid_until: validUntil });
  const id = await tagged("intent", canonical({ by, calls: said, chain, genesis }));
  return { id, seed, lines, payload, message: preAuthenticationEncoding(TRANSACTION_TYPE, payload) };
}

/** A signed transaction as it travels: the envelope and the lines, each with a line feed. */
export async function signed(unsigned: Unsigned, ...signers: Signer[]): Promise<Bytes> {
  const signatures = await Promise.all(
    signers.map(async (one) => ({ keyid: one.keyid, sig: toBase64(await one.sign(unsigned.message)) })),
  );
  const envelope = canonical({ payload: toBase64(utf8(unsigned.payload)), payloadType: TRANSACTION_TYPE, signatures });
  return utf8([envelope, ...unsigned.lines].map((line) => `${line}\n`).join(""));
}

/** A node drew up something else than was asked of it. */
export class DraftMismatch extends Error {
  override readonly name = "DraftMismatch";
}

/** The transaction of a node's draft, computed from one's own calls. Throws DraftMismatch where the node says another. */
export async function checkedDraft(draft: Draft, intended: Omit<Intended, "seed" | "validUntil">): Promise<Unsigned> {
  const own = await drawnUp({ ...intended, seed: draft.seed, validUntil: draft.valid_until });
  const differing = [
    ...(draft.payload_type === TRANSACTION_TYPE ? [] : ["payload_type"]),
    ...(draft.payload === own.payload ? [] : ["payload"]),
    ...(draft.signed === toBase64(own.message) ? [] : ["signed"]),
    ...(draft.transaction === own.id ? [] : ["transaction"]),
    ...(canonical(draft.lines) === canonical(own.lines) ? [] : ["lines"]),
  ];
  if (differing.length > 0) throw new DraftMismatch(`the node drew up another transaction: ${differing.join(", ")}`);
  return own;
}

export function newSeed(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(32)));
}

/** DSSE: what a signature on a payload is over; lengths are of bytes. */
export function preAuthenticationEncoding(type: string, payload: string): Bytes {
  const [kind, body] = [utf8(type), utf8(payload)];
  return concatenated(utf8(`DSSEv1 ${kind.length} `), kind, utf8(` ${body.length} `), body);
}

function seedOf(seed: string): Bytes {
  if (!/^[0-9a-f]{64}$/.test(seed)) throw new RangeError("a seed is 64 hex digits");
  return fromHex(seed);
}

async function hmac(key: CryptoKey, message: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, message));
}

/** Four bytes, big-endian. */
function index(at: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, at);
  return bytes;
}

/** spec/merkle.md: the root of RFC 6962 over lines; there is one at least. */
async function root(lines: Bytes[]): Promise<Bytes> {
  if (lines.length === 1) return sha256(concatenated(Uint8Array.of(0), lines[0]!));
  let half = 1;
  while (half * 2 < lines.length) half *= 2;
  const [left, right] = await Promise.all([root(lines.slice(0, half)), root(lines.slice(half))]);
  return sha256(concatenated(Uint8Array.of(1), left, right));
}

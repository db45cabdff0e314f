// SPDX-License-Identifier: Apache-2.0
// spec/keys-and-envelopes.md: key policies and signed envelopes.
import { concat, fromBase64, fromHex, utf8 } from "./bytes.ts";
import { type JsonObject } from "./canonical.ts";
import { verifies } from "./ed25519.ts";
import { base64, fields, hash, integer, list, pattern, text } from "./forms.ts";
import { sha256Hex } from "./sha256.ts";

export interface PublicKey {
  key: string;
  scheme: string;
}

export interface KeyPolicy {
  keys: PublicKey[];
  threshold: number;
}

export interface Envelope {
  payload: string;
  payloadType: string;
  signatures: { keyid: string; sig: string }[];
}

export const publicKeyForm = fields({ key: pattern(/^([0-9a-f]{2}){1,4096}$/, "a key in hexadecimal"), scheme: text });
export const policyForm = fields({ keys: list(publicKeyForm, 0, 32), threshold: integer(1, 32) });
export const envelopeForm = fields({
  payload: base64(Infinity),
  payloadType: text,
  signatures: list(fields({ keyid: hash, sig: base64(Infinity) }), 0, 64),
});

const keyids = new Map<string, string>();

/** Of the keys of a policy, sorted. */
export function keyidsOf({ keys }: KeyPolicy): string[] {
  return [...new Set(keys.map(keyidOf))].sort();
}

export function keyidOf(key: PublicKey): string {
  const name = `${key.scheme} ${key.key}`;
  let keyid = keyids.get(name);
  if (keyid === undefined) {
    keyid = sha256Hex(concat(utf8(key.scheme + "\0"), fromHex(key.key)));
    keyids.set(name, keyid);
  }
  return keyid;
}

/** What is wrong with a policy that somebody proposes, or null. */
export function unsound(policy: KeyPolicy): string | null {
  if (policy.keys.length === 0) return "a key policy without keys";
  if (new Set(policy.keys.map(keyidOf)).size < policy.keys.length) return "a key policy that names a key twice";
  if (policy.threshold > policy.keys.length) return "a key policy that asks for more keys than it has";
  for (const { key, scheme } of policy.keys) {
    if (scheme !== "ed25519" || key.length !== 64) return "a key of an unknown scheme, or of a wrong length";
  }
  return null;
}

export function sharesKey(one: KeyPolicy, other: KeyPolicy): boolean {
  const known = new Set(one.keys.map(keyidOf));
  return other.keys.some((key) => known.has(keyidOf(key)));
}

export function payloadOf(envelope: Envelope): Uint8Array {
  return fromBase64(envelope.payload)!;
}

/** The bytes that the signatures of an envelope are over. */
export function signedBytes(envelope: Envelope): Uint8Array {
  const payload = payloadOf(envelope);
  const type = utf8(envelope.payloadType);
  return concat(utf8(`DSSEv1 ${type.length} `), type, utf8(` ${payload.length} `), payload);
}

export function byKeyid(keys: PublicKey[]): Map<string, PublicKey> {
  return new Map(keys.map((key) => [keyidOf(key), key]));
}

/** The keyids of those of the keys that validly signed the envelope. */
export async function signersAmong(envelope: Envelope, known: ReadonlyMap<string, PublicKey>): Promise<Set<string>> {
  const message = signedBytes(envelope);
  const found = await Promise.all(
    envelope.signatures.map(async ({ keyid, sig }) => {
      const key = known.get(keyid);
      if (key === undefined || key.scheme !== "ed25519") return null;
      return (await verifies(fromHex(key.key), message, fromBase64(sig)!)) ? keyid : null;
    }),
  );
  return new Set(found.filter((keyid) => keyid !== null));
}

export async function meets(envelope: Envelope, policy: KeyPolicy): Promise<boolean> {
  return (await signersAmong(envelope, byKeyid(policy.keys))).size >= policy.threshold;
}

export function asPolicy(value: JsonObject): KeyPolicy {
  return value as unknown as KeyPolicy;
}

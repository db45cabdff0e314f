// SPDX-License-Identifier: Apache-2.0
// spec/keys-and-envelopes.md: Ed25519 as everybody here verifies it. WebCrypto checks the equation without cofactor
// and that S is below the group order; keys and R that are not canonical or of small order are refused here.
import { fromHex, sameBytes, toHex } from "./bytes.ts";

/** p = 2^255 - 19 and the order of the group, as they are encoded: 32 bytes, the least first. */
const P = littleEndian(2n ** 255n - 19n);
const ORDER = littleEndian(2n ** 252n + 27742317777372353535851937790883648493n);
/** The y coordinates of the eight points of small order: of order 4, 1, 2, and the two of order 8. */
const ORDER_8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
const SMALL_ORDER = [0n, 1n, 2n ** 255n - 20n, ORDER_8, 2n ** 255n - 19n - ORDER_8].map(littleEndian);
const SIGN = 0x80;
const RFC8032_KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const RFC8032_SIGNATURE =
  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";

const imported = new Map<string, Promise<CryptoKey | null>>();

/** Whether the signature is one of this key over the message. */
export async function verifies(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (key.length !== 32 || signature.length !== 64) return false;
  if (!isSoundPoint(key) || !isSoundPoint(signature.subarray(0, 32))) return false;
  if (!isBelow(signature.subarray(32), ORDER)) return false;
  const ready = await importKey(key);
  if (ready === null) return false;
  return crypto.subtle.verify("Ed25519", ready, signature as BufferSource, message as BufferSource);
}

function importKey(key: Uint8Array): Promise<CryptoKey | null> {
  const name = toHex(key);
  let ready = imported.get(name);
  if (ready === undefined) {
    ready = crypto.subtle.importKey("raw", key as BufferSource, "Ed25519", false, ["verify"]).catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "NotSupportedError") throw error;
      return null;
    });
    imported.set(name, ready);
  }
  return ready;
}

/** Canonical, and not of small order. */
function isSoundPoint(encoded: Uint8Array): boolean {
  const y = encoded.slice();
  y[31]! &= ~SIGN;
  return isBelow(y, P) && !SMALL_ORDER.some((small) => sameBytes(y, small));
}

function isBelow(one: Uint8Array, other: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) if (one[i] !== other[i]) return one[i]! < other[i]!;
  return false;
}

function littleEndian(value: bigint): Uint8Array {
  return fromHex(value.toString(16).padStart(64, "0")).reverse();
}

/** Whether the browser checks Ed25519 at all: RFC 8032, 7.1, test 1 verifies, and with one bit changed it does not. */
export async function supportsEd25519(): Promise<boolean> {
  try {
    const empty = new Uint8Array();
    const key = fromHex(RFC8032_KEY);
    const signature = fromHex(RFC8032_SIGNATURE);
    const right = await verifies(key, empty, signature);
    signature[63]! ^= 1;
    return right && !(await verifies(key, empty, signature));
  } catch {
    return false;
  }
}

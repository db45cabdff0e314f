// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4). WebCrypto has it too, but only asynchronously, which costs more than the hash itself.
import { toHex, utf8 } from "./bytes.ts";

/** The first 32 bits of the fractional parts of the roots of the first primes. */
function fractions(count: number, power: number): Uint32Array {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (prime) found.push(Math.floor((n ** power % 1) * 2 ** 32));
  }
  return Uint32Array.from(found);
}

const START = fractions(8, 1 / 2);
const K = fractions(64, 1 / 3);
const w = new Int32Array(64);

function compress(state: Uint32Array, block: Uint8Array, from: number): void {
  for (let i = 0; i < 16; i++) {
    const at = from + 4 * i;
    w[i] = (block[at]! << 24) | (block[at + 1]! << 16) | (block[at + 2]! << 8) | block[at + 3]!;
  }
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!;
    const y = w[i - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
  }
  let a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!;
  let e = state[4]!, f = state[5]!, g = state[6]!, h = state[7]!;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}

const state = new Uint32Array(8);
const block = new Uint8Array(64);
const blockView = new DataView(block.buffer);

/** The hash of the parts, one after the other. */
export function sha256(...parts: Uint8Array[]): Uint8Array {
  return sha256Into(new Uint8Array(32), 0, ...parts);
}

/** The same, written into bytes that are there. */
export function sha256Into(target: Uint8Array, from: number, ...parts: Uint8Array[]): Uint8Array {
  state.set(START);
  let filled = 0;
  let length = 0;
  for (const part of parts) {
    length += part.length;
    let at = 0;
    if (filled > 0) {
      at = Math.min(64 - filled, part.length);
      for (let i = 0; i < at; i++) block[filled + i] = part[i]!;
      filled += at;
      if (filled < 64) continue;
      compress(state, block, 0);
      filled = 0;
    }
    for (; at + 64 <= part.length; at += 64) compress(state, part, at);
    for (; at < part.length; at++) block[filled++] = part[at]!;
  }
  block[filled++] = 0x80;
  block.fill(0, filled);
  if (filled > 56) {
    compress(state, block, 0);
    block.fill(0);
  }
  blockView.setUint32(56, Math.floor(length / 2 ** 29));
  blockView.setUint32(60, (length << 3) >>> 0);
  compress(state, block, 0);
  for (let i = 0; i < 32; i++) target[from + i] = state[i >> 2]! >>> (24 - 8 * (i & 3));
  return target;
}

/** The hash in lower-case hexadecimal, of a text's UTF-8 or of bytes. */
export function sha256Hex(data: string | Uint8Array): string {
  return toHex(sha256(typeof data === "string" ? utf8(data) : data));
}

/** The same of much, by the browser's own means. */
export async function sha256OfMuch(bytes: Uint8Array): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource)));
}

// SPDX-License-Identifier: Apache-2.0
// Ed25519 (RFC 8032) for where the browser has none: it gives crypto.subtle only to pages from this computer or over
// TLS, and a file server in an office may have neither. Slow, a hundredth of a second each, and of use for public data
// only: it does not run in constant time.
import { concat, fromHex, toHex } from "../src/bytes.ts";

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
const BITS_64 = 2n ** 64n - 1n;

/** Extended coordinates: x = X/Z, y = Y/Z, T = XY/Z. */
type Point = [bigint, bigint, bigint, bigint];

const NEUTRAL: Point = [0n, 1n, 1n, 0n];
const BASE = pointOf(mod(4n * power(5n, P - 2n)), 0n)!;

/** Stands in for crypto.subtle, for what this product asks of it. */
export function provideEd25519(): void {
  if (crypto.subtle !== undefined) return;
  const subtle = {
    importKey: async (_: string, key: Uint8Array) => key,
    verify: async (_: string, key: Uint8Array, signature: Uint8Array, message: Uint8Array) => holds(key, message, signature),
  };
  Object.defineProperty(crypto, "subtle", { value: subtle });
}

/** The equation without cofactor, S·B − k·A = R, in which R is compared as bytes. */
export function holds(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const encoded = numberOf(key);
  const point = pointOf(encoded & (2n ** 255n - 1n), encoded >> 255n);
  if (point === null) return false;
  const s = numberOf(signature.subarray(32));
  const k = numberOf(sha512(concat(signature.subarray(0, 32), key, message))) % ORDER;
  const minus: Point = [mod(-point[0]), point[1], point[2], mod(-point[3])];
  return toHex(encode(add(times(s, BASE), times(k, minus)))) === toHex(signature.subarray(0, 32));
}

function mod(value: bigint): bigint {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, mod(base)];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

/** The point with this y, and an x of this parity; null if there is none. */
function pointOf(y: bigint, parity: bigint): Point | null {
  const [u, v] = [mod(y * y - 1n), mod(D * y * y + 1n)];
  let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
  if (mod(v * x * x) !== u) x = mod(x * ROOT_OF_MINUS_ONE);
  if (mod(v * x * x) !== u || (x === 0n && parity === 1n)) return null;
  if ((x & 1n) !== parity) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

function add([x1, y1, z1, t1]: Point, [x2, y2, z2, t2]: Point): Point {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * t1 * t2 * D);
  const d = mod(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(factor: bigint, point: Point): Point {
  let [result, doubled] = [NEUTRAL, point];
  for (let rest = factor; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = add(result, doubled);
    doubled = add(doubled, doubled);
  }
  return result;
}

function encode([x, y, z]: Point): Uint8Array {
  const inverse = power(z, P - 2n);
  const bits = mod(y * inverse) | ((mod(x * inverse) & 1n) << 255n);
  return fromHex(bits.toString(16).padStart(64, "0")).reverse();
}

function numberOf(littleEndian: Uint8Array): bigint {
  return BigInt("0x" + toHex(littleEndian.slice().reverse()));
}

/** The first 64 bits of the fractional parts of the square or cube roots of the first primes (FIPS 180-4, 4.2.3). */
function fractions(count: number, degree: 2n | 3n): bigint[] {
  const found: bigint[] = [];
  for (let n = 2n; found.length < count; n++) {
    let prime = true;
    for (let d = 2n; d * d <= n; d++) if (n % d === 0n) prime = false;
    if (prime) found.push(wholeRoot(n << (64n * degree), degree) & BITS_64);
  }
  return found;
}

function wholeRoot(value: bigint, degree: bigint): bigint {
  let root = 0n;
  for (let bit = 2n ** 68n; bit > 0n; bit >>= 1n) if ((root + bit) ** degree <= value) root += bit;
  return root;
}

const START = fractions(8, 2n);
const K = fractions(80, 3n);

export function sha512(message: Uint8Array): Uint8Array {
  const padding = (239 - (message.length % 128)) % 128;
  const length = fromHex((BigInt(message.length) * 8n).toString(16).padStart(32, "0"));
  const padded = concat(message, Uint8Array.of(0x80), new Uint8Array(padding), length);
  const view = new DataView(padded.buffer);
  let state = START;
  for (let block = 0; block < padded.length; block += 128) state = compress(state, view, block);
  return fromHex(state.map((word) => word.toString(16).padStart(16, "0")).join(""));
}

function compress(state: bigint[], view: DataView, block: number): bigint[] {
  const right = (word: bigint, by: bigint): bigint => (word >> by) | ((word << (64n - by)) & BITS_64);
  const w: bigint[] = [];
  for (let i = 0; i < 80; i++) {
    if (i < 16) w.push(view.getBigUint64(block + 8 * i));
    else {
      const [x, y] = [w[i - 15]!, w[i - 2]!];
      const s0 = right(x, 1n) ^ right(x, 8n) ^ (x >> 7n);
      const s1 = right(y, 19n) ^ right(y, 61n) ^ (y >> 6n);
      w.push((w[i - 16]! + s0 + w[i - 7]! + s1) & BITS_64);
    }
  }
  let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
  for (let i = 0; i < 80; i++) {
    const s1 = right(e, 14n) ^ right(e, 18n) ^ right(e, 41n);
    const t1 = h + s1 + ((e & f) ^ (~e & BITS_64 & g)) + K[i]! + w[i]!;
    const s0 = right(a, 28n) ^ right(a, 34n) ^ right(a, 39n);
    const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & BITS_64, c, b, a, (t1 + t2) & BITS_64];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + state[i]!) & BITS_64);
}

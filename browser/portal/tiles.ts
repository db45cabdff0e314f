// SPDX-License-Identifier: Apache-2.0
// spec/custody-log.md, "Tiles": a published log, read file by file as they are needed; and what its tree proves.
import { sameBytes, toHex } from "../src/bytes.ts";
import { isIncluded, leafHash } from "../src/merkle.ts";
import { sha256 } from "../src/sha256.ts";
import { demand } from "../src/wrong.ts";

/** The bytes of a file of the log; throws Wrong, naming it, when there is none. */
export type Fetch = (path: string) => Promise<Uint8Array>;

export const WIDTH = 256;
const TILE_LEVELS = 8;
const HASH_BYTES = 32;
const TILES_KEPT = 1024;
const NODE = Uint8Array.of(1);
export const EMPTY_ROOT = sha256();

/** The path of a tile or, at the level "entries", of a bundle. A width of 256 is a full one. */
export function tilePath(level: number | "entries", index: number, width: number): string {
  const groups = [String(index % 1000).padStart(3, "0")];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  }
  return `tile/${level}/${groups.join("/")}${width === WIDTH ? "" : `.p/${width}`}`;
}

/** The entries of a bundle, each behind its length in 16 bits. */
export function readBundle(bytes: Uint8Array, width: number, path: string): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    demand(at + 2 <= bytes.length, `${path} is cut off`);
    const end = at + 2 + bytes[at]! * 256 + bytes[at + 1]!;
    demand(end <= bytes.length, `${path} is cut off`);
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  demand(entries.length === width, `${path} has ${entries.length} entries instead of ${width}`);
  return entries;
}

/** An entry with the path that leads from it to a root. */
export interface Placed {
  index: number;
  bytes: Uint8Array;
  leaf: Uint8Array;
  path: Uint8Array[];
}

/** The tree of a checkpoint, in the files of whoever serves it. No entry leaves it that does not lead to `trueRoot`. */
export class Tree {
  private readonly files = new Map<string, Promise<Uint8Array>>();

  constructor(private readonly fetch: Fetch, readonly size: number, readonly trueRoot: Uint8Array) {}

  /** An entry and the path that leads from it to the root, by which it is checked. */
  async entry(index: number): Promise<Placed> {
    demand(index >= 0 && index < this.size, `the log has ${this.size} entries, none at ${index}`);
    const { path, width } = this.file(index, "entries");
    const bytes = readBundle(await this.read(path), width, path)[index % WIDTH]!;
    const placed = { index, bytes, leaf: leafHash(bytes), path: await this.inclusion(index) };
    const included = isIncluded(placed.leaf, index, this.size, placed.path.map(toHex), this.trueRoot);
    demand(included, `entry ${index} does not lead to the root of the checkpoint`);
    return placed;
  }

  /** All entries of the bundle that holds an entry, checked at once: they hash to a tile that leads to the root. */
  async bundle(index: number): Promise<{ start: number; entries: Uint8Array[] }> {
    const start = index - (index % WIDTH);
    await this.entry(start);
    const { path, width } = this.file(index, "entries");
    const entries = readBundle(await this.read(path), width, path);
    const tile = await this.read(this.file(index, 0).path);
    const off = entries.findIndex((entry, i) => !sameBytes(leafHash(entry), tile.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)));
    demand(off < 0, `entry ${start + off} does not lead to the root of the checkpoint`);
    return { start, entries };
  }

  /** RFC 6962, 2.1.1: the siblings of a leaf, from its own upwards. */
  async inclusion(index: number): Promise<Uint8Array[]> {
    demand(index >= 0 && index < this.size, `the log has ${this.size} entries, none at ${index}`);
    const path: Uint8Array[] = [];
    let [start, end] = [0, this.size];
    while (end - start > 1) {
      const middle = start + splitOf(end - start);
      if (index < middle) {
        path.push(await this.root(middle, end));
        end = middle;
      } else {
        path.push(await this.root(start, middle));
        start = middle;
      }
    }
    return path.reverse();
  }

  /** RFC 6962, 2.1.2: that the tree of the older size is the beginning of this one. */
  async consistency(older: number): Promise<Uint8Array[]> {
    demand(older >= 0 && older <= this.size, `the log has ${this.size} entries, and had ${older}`);
    if (older === 0 || older === this.size) return [];
    const proof: Uint8Array[] = [];
    let [start, end, whole] = [0, this.size, true];
    while (end !== older) {
      const middle = start + splitOf(end - start);
      if (older <= middle) {
        proof.push(await this.root(middle, end));
        end = middle;
      } else {
        proof.push(await this.root(start, middle));
        start = middle;
        whole = false;
      }
    }
    if (!whole) proof.push(await this.root(start, end));
    return proof.reverse();
  }

  /** The root over the leaves from `start` up to but not `end`, a subtree of this tree. */
  async root(start: number, end: number): Promise<Uint8Array> {
    const count = end - start;
    if (count === 0) return EMPTY_ROOT;
    const split = splitOf(count);
    if (count === 1 || count === 2 * split) return this.complete(Math.round(Math.log2(count)), start / count);
    return join(await this.root(start, start + split), await this.root(start + split, end));
  }

  /** The root of the complete subtree number `index` of 2^level leaves. */
  private async complete(level: number, index: number): Promise<Uint8Array> {
    const tileLevel = Math.floor(level / TILE_LEVELS);
    const count = 2 ** (level % TILE_LEVELS);
    const first = (index * count) % WIDTH;
    const { path, width } = this.file(index * count, tileLevel);
    const tile = await this.read(path);
    demand(tile.length === width * HASH_BYTES, `${path} has ${tile.length} bytes instead of ${width} hashes`);
    let hashes = Array.from({ length: count }, (_, i) => tile.subarray((first + i) * HASH_BYTES, (first + i + 1) * HASH_BYTES));
    while (hashes.length > 1) hashes = hashes.filter((_, i) => i % 2 === 0).map((left, i) => join(left, hashes[2 * i + 1]!));
    return hashes[0]!;
  }

  /** The file that holds the hash, or entry, number `index` of a tile level. */
  private file(index: number, level: number | "entries"): { path: string; width: number } {
    const number = Math.floor(index / WIDTH);
    const count = level === "entries" ? this.size : Math.floor(this.size / WIDTH ** level);
    const width = Math.min(WIDTH, count - number * WIDTH);
    return { path: tilePath(level, number, width), width };
  }

  private read(path: string): Promise<Uint8Array> {
    let file = this.files.get(path);
    if (file === undefined) {
      if (this.files.size >= TILES_KEPT) this.files.clear();
      file = this.fetch(path);
      file.catch(() => this.files.delete(path)); // so that a failed fetch can be tried again
      this.files.set(path, file);
    }
    return file;
  }
}

/** RFC 9162, 2.1.4.2: whether the tree of `size` under `root` begins with that of `older` under `olderRoot`. */
export function isConsistent(older: number, olderRoot: Uint8Array, size: number, root: Uint8Array, proof: Uint8Array[]): boolean {
  if (older < 0 || older > size) return false;
  if (older === size) return proof.length === 0 && sameBytes(olderRoot, root);
  if (older === 0) return proof.length === 0 && sameBytes(olderRoot, EMPTY_ROOT);
  const [seed, ...rest] = Number.isInteger(Math.log2(older)) ? [olderRoot, ...proof] : proof;
  if (seed === undefined) return false;
  let node = older - 1;
  let last = size - 1;
  while (node % 2 === 1) {
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  let [before, after] = [seed, seed];
  for (const hash of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      before = join(hash, before);
      after = join(hash, after);
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else after = join(after, hash);
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameBytes(before, olderRoot) && sameBytes(after, root);
}

function join(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(NODE, left, right);
}

/** The largest power of two below a count of at least 2; 1 for 1. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

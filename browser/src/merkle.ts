// SPDX-License-Identifier: Apache-2.0
// spec/merkle.md: the tree of RFC 6962, and whether a leaf is in it (RFC 9162, 2.1.3.2).
import { fromHex, sameBytes } from "./bytes.ts";
import { sha256 } from "./sha256.ts";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export function leafHash(data: Uint8Array): Uint8Array {
  return sha256(LEAF, data);
}

/** Whether `leaf` is at `index` in the tree of `size` leaves under `root`. Sizes stay below 2^53. */
export function isIncluded(leaf: Uint8Array, index: number, size: number, path: string[], root: Uint8Array): boolean {
  if (index < 0 || index >= size) return false;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = sha256(NODE, fromHex(sibling), hash);
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else hash = sha256(NODE, hash, fromHex(sibling));
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameBytes(hash, root);
}

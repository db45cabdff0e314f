// SPDX-License-Identifier: Apache-2.0
// spec/merkle.md: the tree of RFC 6962, and whether a leaf is in it (RFC 9162, 2.1.3.2).
import { hexInto, sameBytes } from "./bytes.ts";
import { sha256, sha256Into } from "./sha256.ts";

const LEAF = Uint8Array.of(0);
/** An inner node while it is hashed: 01, left, right. */
const node = new Uint8Array(65);
const LEFT = 1;
const RIGHT = 33;

export function leafHash(data: Uint8Array): Uint8Array {
  return sha256(LEAF, data);
}

/** Whether `leaf` is at `index` in the tree of `size` leaves under `root`. Sizes stay below 2^53. */
export function isIncluded(leaf: Uint8Array, index: number, size: number, path: string[], root: Uint8Array): boolean {
  if (index < 0 || index >= size) return false;
  let at = index;
  let last = size - 1;
  const hash = leaf.slice();
  node[0] = 1;
  for (const sibling of path) {
    if (last === 0) return false;
    const goesRight = at % 2 === 1 || at === last;
    hexInto(node, goesRight ? LEFT : RIGHT, sibling);
    node.set(hash, goesRight ? RIGHT : LEFT);
    sha256Into(hash, 0, node);
    while (goesRight && at % 2 === 0 && at !== 0) {
      at = Math.floor(at / 2);
      last = Math.floor(last / 2);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameBytes(hash, root);
}

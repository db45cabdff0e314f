// SPDX-License-Identifier: Apache-2.0
// spec/state.md: proofs that a record is, or is not, under a state root.
import { fromHex, hexInto, sameBytes, utf8 } from "./bytes.ts";
import { fields, hash, integer, list, pattern, type Form } from "./forms.ts";
import { sha256 } from "./sha256.ts";

export interface StateProof {
  levels: { occupied: number; siblings: string[] }[];
  foreign?: { key: string; value: string };
}

const EMPTY = new Uint8Array(32);
const LEAF = Uint8Array.of(0);
/** A node while it is hashed: 01 and sixteen children. */
const node = new Uint8Array(1 + 16 * 32);
const sibling = pattern(/^(?!0{64})[0-9a-f]{64}$/, "the hash of a child that is not empty");
const level = fields({ occupied: integer(0, 0xffff), siblings: list(sibling, 0, 16) });
const withoutForeign = fields({ levels: list(level, 0, 64) });
const withForeign = fields({ foreign: fields({ key: hash, value: hash }), levels: list(level, 0, 64) });

export const stateProofForm: Form = (value) =>
  withForeign(value) === null ? null : withoutForeign(value);

export function stateKey(record: string): Uint8Array {
  return sha256(utf8("counterfoil/v1/state\0" + record));
}

/** Whether the proof shows under `root` that the key holds a value of this hash, or (null) that it is absent. */
export function shows(root: Uint8Array, key: Uint8Array, valueHash: Uint8Array | null, proof: StateProof): boolean {
  const { levels, foreign } = proof;
  let reached: Uint8Array;
  if (valueHash !== null) {
    if (foreign) return false;
    reached = sha256(LEAF, key, valueHash);
  } else if (foreign) {
    const other = fromHex(foreign.key);
    if (sameBytes(other, key)) return false;
    for (let depth = 0; depth < levels.length; depth++) {
      if (nibble(other, depth) !== nibble(key, depth)) return false;
    }
    reached = sha256(LEAF, other, fromHex(foreign.value));
  } else reached = EMPTY;
  if (levels.length > 0 && levels[levels.length - 1]!.siblings.length === 0) return false;
  for (let depth = levels.length - 1; depth >= 0; depth--) {
    const { occupied, siblings } = levels[depth]!;
    const own = nibble(key, depth);
    if (occupied & (1 << own)) return false;
    let next = 0;
    node.fill(0);
    node[0] = 1;
    for (let child = 0; child < 16; child++) {
      if (child === own) node.set(reached, 1 + 32 * child);
      else if (occupied & (1 << child)) {
        if (next >= siblings.length) return false;
        hexInto(node, 1 + 32 * child, siblings[next++]!);
      }
    }
    if (next !== siblings.length) return false;
    reached = sha256(node);
  }
  return sameBytes(reached, root);
}

function nibble(key: Uint8Array, depth: number): number {
  const byte = key[depth >> 1]!;
  return depth % 2 === 0 ? byte >> 4 : byte & 15;
}

// SPDX-License-Identifier: Apache-2.0
// spec/custody-log.md, "Single proofs": the proof of one entry as a file, in the form of C2SP tlog-proof.
import { concat, utf8 } from "../src/bytes.ts";
import { type Placed } from "./tiles.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function tlogProof({ index, path }: Placed, checkpoint: Uint8Array): Uint8Array {
  const lines = ["c2sp.org/tlog-proof@v1", `index ${index}`, ...path.map(base64), "", ""];
  return concat(utf8(lines.join("\n")), checkpoint);
}

export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let k = 0; k < 4; k++) text += i + k <= bytes.length ? LETTERS[(bits >> (18 - 6 * k)) & 63] : "=";
  }
  return text;
}

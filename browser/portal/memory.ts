// SPDX-License-Identifier: Apache-2.0
// The checkpoint that this browser saw last at this address, and whether the one of today goes on from it.
import { utf8 } from "../src/bytes.ts";
import { parseCheckpoint, parseNote, type Checkpoint } from "../src/note.ts";
import { isConsistent, type Tree } from "./tiles.ts";
import { Wrong } from "../src/wrong.ts";

/** `note` is the whole checkpoint, so that two that contradict each other can be shown to anybody. */
export interface Seen {
  note: string;
  seenMs: number;
}

/** How today's checkpoint stands to the one seen last. All but the first three are failures. */
export type Continuity = "first" | "same" | "grown" | "other_log" | "shrunk" | "other_root" | "not_extended";

export const HOLDS: Continuity[] = ["first", "same", "grown"];

export async function continuity(seen: Seen | null, checkpoint: Checkpoint, tree: Tree): Promise<Continuity> {
  if (seen === null) return "first";
  const before = parseCheckpoint(parseNote(utf8(seen.note)).text);
  if (before.origin !== checkpoint.origin) return "other_log";
  if (before.size > checkpoint.size) return "shrunk";
  const extended = isConsistent(before.size, before.root, checkpoint.size, checkpoint.root, await tree.consistency(before.size));
  if (before.size === checkpoint.size) return extended ? "same" : "other_root";
  return extended ? "grown" : "not_extended";
}

/** What was kept, if it is in the form in which it is kept; anything else is nothing. */
export function readSeen(kept: string | null): Seen | null {
  if (kept === null) return null;
  try {
    const value = JSON.parse(kept) as Partial<Seen>;
    if (typeof value.note !== "string" || !Number.isSafeInteger(value.seenMs)) return null;
    parseCheckpoint(parseNote(utf8(value.note)).text);
    return value as Seen;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof Wrong) return null;
    throw error;
  }
}

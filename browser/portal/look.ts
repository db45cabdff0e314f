// SPDX-License-Identifier: Apache-2.0
// Everything that the portal shows of a log, put together from the files of whoever serves it.
import { chainStates, Recent, type ChainState } from "./chains.ts";
import { judge, type Judgement } from "./judgement.ts";
import { continuity, HOLDS, type Continuity, type Seen } from "./memory.ts";
import { Tree, type Fetch } from "./tiles.ts";
import { parseCheckpoint, parseNote } from "../src/note.ts";
import { textOf } from "../src/bytes.ts";
import { type Trust } from "../src/trust.ts";
import { Wrong } from "../src/wrong.ts";

/** Bundles that are read for the first look; further ones when they are asked for. */
export const BUNDLES_AT_ONCE = 2;
const AHEAD_OF_WITNESSES_MS = 60_000;

/** A published log at one checkpoint. `fault` is what kept a part from being read, or from being true. */
export interface Shown {
  checkpoint: Uint8Array;
  note: string;
  tree: Tree;
  recent: Recent;
  continuity: Continuity | null;
  /** What is wrong with the files themselves, in the words of whoever found it. */
  faults: string[];
}

export async function open(fetch: Fetch, seen: Seen | null): Promise<Shown> {
  const bytes = await fetch("checkpoint");
  const checkpoint = parseCheckpoint(parseNote(bytes).text);
  const tree = new Tree(fetch, checkpoint.size, checkpoint.root);
  const shown: Shown = { checkpoint: bytes, note: textOf(bytes), tree, recent: new Recent(tree), continuity: null, faults: [] };
  await noting(shown, async () => {
    shown.continuity = await continuity(seen, checkpoint, tree);
  });
  await readOn(shown);
  return shown;
}

/** Read further back. */
export async function readOn(shown: Shown): Promise<void> {
  await noting(shown, async () => {
    await shown.recent.readBundles(BUNDLES_AT_ONCE);
    shown.recent.roll();
  });
}

/** What all of it means to a reader with this trust file. The verdict is null without one. */
export interface View {
  judgement: Judgement;
  chains: ChainState[];
  verdict: boolean | null;
}

export async function view(shown: Shown, trust: Trust | null, nowSeconds: number): Promise<View> {
  const judgement = await judge(shown.checkpoint, trust, nowSeconds);
  const roll = shown.recent.told[0]?.roll;
  const chains = roll === undefined ? [] : await chainStates(shown.recent, judgement.checkpoint.origin, trust, nowSeconds);
  const { quorumSeconds, problems } = judgement;
  if (roll !== undefined && quorumSeconds !== null && roll.received > quorumSeconds * 1000 + AHEAD_OF_WITNESSES_MS) {
    problems.push({ code: "roll_after_witnesses", about: "" });
  }
  const sound = shown.faults.length === 0 && shown.continuity !== null && HOLDS.includes(shown.continuity);
  return { judgement, chains, verdict: trust === null ? null : sound && problems.length === 0 };
}

async function noting(shown: Shown, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    if (!shown.faults.includes(error.message)) shown.faults.push(error.message);
  }
}

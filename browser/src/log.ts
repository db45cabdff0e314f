// SPDX-License-Identifier: Apache-2.0
// Checks 2, 3, 4 and 6: the custody log, its witnesses, its last entry, and the state auditors.
import { auditEntryForm, auditOf, isBefore, rollForm, type Roll, type RollLine } from "./entries.ts";
import { type Form } from "./forms.ts";
import { byKeyid, signersAmong, type Envelope } from "./keys.ts";
import { isIncluded, leafHash } from "./merkle.ts";
import { cosignatureTimes, isSignedBy, parseCheckpoint, parseNote, quorumTime, type Checkpoint, type Note } from "./note.ts";
import { decodedAs, ENTRY_BYTES_MAX, type LogProof, type Package, type Placed } from "./package.ts";
import { type Tip } from "./seals.ts";
import { type Trust, type TrustedChain } from "./trust.ts";
import { demand } from "./wrong.ts";

const AHEAD_OF_CLOCK_MS = 300_000;
const AHEAD_OF_WITNESSES_MS = 60_000;

/** The chain's line in the roll, and when the log received the roll. */
export interface Rolled {
  line: RollLine;
  received: number;
}

export interface Log {
  note: Note;
  checkpoint: Checkpoint;
  chain: TrustedChain;
}

// Check 2
export async function checkLogSignature(shown: Package, trust: Trust): Promise<Log> {
  const note = parseNote(shown.checkpoint);
  const checkpoint = parseCheckpoint(note.text);
  const keys = trust.policy.logs.filter(({ name }) => name === checkpoint.origin);
  demand(keys.length > 0, `the trust file knows no log of the origin ${checkpoint.origin}`);
  demand(await isSignedBy(note, keys), "the checkpoint is not signed by the log");
  const chain = trust.chains.get(shown.claim.chain);
  demand(chain !== undefined, `the trust file does not know the chain ${shown.claim.chain}`);
  demand(chain.log === checkpoint.origin, "the trust file binds the chain to another log");
  return { note, checkpoint, chain };
}

// Check 3
export async function checkQuorum(shown: Package, trust: Trust, log: Log, now: number | null): Promise<number> {
  const { policy, entryAuditors } = trust;
  const times = await cosignatureTimes(log.note, policy);
  const seconds = quorumTime(policy, policy.quorum, times);
  demand(seconds !== null, "the witnesses that cosigned are no quorum");
  demand(entryAuditors === null || quorumTime(policy, entryAuditors, times) !== null, "the entry auditors did not cosign");
  const witnessed = seconds * 1000;
  demand(Number.isSafeInteger(witnessed), "the witnesses' time is beyond what is counted");
  demand(now === null || witnessed <= now + AHEAD_OF_CLOCK_MS, "the witnesses' time is ahead of the clock here");
  demand(shown.claim.witnessed === witnessed, "the claim gives another time of the witnesses");
  return witnessed;
}

// Check 4
export function checkRoll(shown: Package, log: Log, witnessed: number): Rolled {
  const roll = entryInLog<Roll>(shown.roll, log.checkpoint, rollForm, "the roll");
  demand(shown.roll.proof.index === log.checkpoint.size - 1, "the roll is not the log's last entry");
  const names = roll.chains.map(({ chain }) => chain);
  demand(names.every((name, i) => i === 0 || isBefore(names[i - 1]!, name)), "the roll's chains are not sorted, or one stands twice");
  const line = roll.chains.find(({ chain }) => chain === shown.claim.chain);
  demand(line !== undefined && line.height !== -1, "the roll names no header of the chain");
  demand(line.time <= witnessed + AHEAD_OF_WITNESSES_MS, "the roll's header is later than the witnesses' time");
  demand(roll.received <= witnessed + AHEAD_OF_WITNESSES_MS, "the roll was received later than the witnesses' time");
  return { line, received: roll.received };
}

// Check 6: answers the keyids of the state auditors who signed; empty where the trust file names none.
export async function checkAudits(shown: Package, log: Log, tip: Tip): Promise<string[]> {
  const { chain } = log;
  const signers = new Set<string>();
  let before = -1;
  for (const placed of shown.audits) {
    const { audit: envelope } = entryInLog<{ audit: Envelope }>(placed, log.checkpoint, auditEntryForm, "an audit");
    demand(placed.proof.index > before, "the audits are not in the order of the log, each once");
    before = placed.proof.index;
    const audit = auditOf(envelope);
    const about = audit.chain === shown.claim.chain && audit.genesis === chain.genesis && audit.log === log.checkpoint.origin;
    demand(about, "an audit of another chain, of another genesis, or in another log");
    const { hash, header } = tip;
    demand(audit.header === hash && audit.height === header.height && audit.state === header.state, "an audit of another header");
    for (const keyid of await signersAmong(envelope, byKeyid(chain.auditors?.keys ?? []))) signers.add(keyid);
  }
  demand(chain.auditors === null || signers.size >= chain.auditors.threshold, "too few state auditors signed");
  return [...signers].sort();
}

/** An entry that is in the log at its place. */
export function entryInLog<T>(placed: Placed<LogProof>, checkpoint: Checkpoint, form: Form, what: string): T {
  const { index, path } = placed.proof;
  demand(isIncluded(leafHash(placed.line), index, checkpoint.size, path, checkpoint.root), `${what} is not in the log at the place given`);
  demand(placed.line.length <= ENTRY_BYTES_MAX, `${what} is longer than an entry of the log`);
  return decodedAs<T>(placed.line, form, what);
}

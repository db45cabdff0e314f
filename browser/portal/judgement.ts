// SPDX-License-Identifier: Apache-2.0
// Who signed a checkpoint, under the reader's own trust file: spec/custody-log.md, witness.md, trust-file.md.
import { cosignatureTimes, isSignedBy, parseCheckpoint, parseNote, quorumTime, witnessesBelow, type Checkpoint, type Note } from "../src/note.ts";
import { type Trust } from "../src/trust.ts";
import { Wrong } from "../src/wrong.ts";

const AHEAD_OF_CLOCK_S = 300;
const COSIGNATURE_BYTES = 72;

export type Role = "log" | "witness" | "entry_auditor" | "unknown";
export type State = "verified" | "false" | "not_checked";

/** A signature line. `policyName` is what the trust file calls its key; `seconds` what a cosignature says its time is. */
export interface Signature {
  name: string;
  id: string;
  role: Role;
  policyName: string | null;
  seconds: number | null;
  state: State;
}

/** A group of the policy, or its witnesses that stand alone in the quorum; `seconds` is null if it is not satisfied. */
export interface GroupState {
  name: string;
  threshold: number;
  members: string[];
  cosigned: number;
  seconds: number | null;
}

/** What is wrong, by a name that the page has words for in both languages, and about whom. */
export interface Problem {
  code: string;
  about: string;
}

export interface Judgement {
  checkpoint: Checkpoint;
  signatures: Signature[];
  groups: GroupState[];
  /** Witnesses of the policy that did not cosign, by the policy's name. */
  absent: string[];
  /** The quorum's time, in seconds; null without a quorum, or without a trust file. */
  quorumSeconds: number | null;
  problems: Problem[];
}

/** Without a trust file nothing is verified, and nothing is a problem: the signatures are shown as they name themselves. */
export async function judge(bytes: Uint8Array, trust: Trust | null, nowSeconds: number): Promise<Judgement> {
  const note = parseNote(bytes);
  const checkpoint = parseCheckpoint(note.text);
  const judgement: Judgement = { checkpoint, signatures: [], groups: [], absent: [], quorumSeconds: null, problems: [] };
  if (trust === null) {
    judgement.signatures = note.signatures.map((signature) => ({
      name: signature.name, id: signature.id, role: "unknown", policyName: null, seconds: claimedTime(signature.bytes), state: "not_checked",
    }));
    return judgement;
  }
  const { policy } = trust;
  const find = (code: string, about: string): number => judgement.problems.push({ code, about });
  const auditors = new Set(trust.entryAuditors === null ? [] : witnessesBelow(policy, trust.entryAuditors));
  const times = new Map<string, number>();
  for (const signature of note.signatures) {
    const judged = await judgeSignature(note, signature, checkpoint, trust, auditors);
    judgement.signatures.push(judged);
    if (judged.state === "false") find("false_signature", judged.name);
    if (judged.state === "verified" && judged.role !== "log") {
      times.set(judged.policyName!, Math.max(times.get(judged.policyName!) ?? 0, judged.seconds!));
    }
  }
  if (!policy.logs.some(({ name }) => name === checkpoint.origin)) find("unknown_log", checkpoint.origin);
  else if (!judgement.signatures.some(({ role, state }) => role === "log" && state === "verified")) find("unsigned", checkpoint.origin);
  judgement.groups = [...policy.groups].map(([name, { threshold, members }]) => ({
    name, threshold, members,
    cosigned: members.filter((member) => quorumTime(policy, member, times) !== null).length,
    seconds: quorumTime(policy, name, times),
  }));
  judgement.absent = [...policy.witnesses.keys()].filter((name) => !times.has(name));
  judgement.quorumSeconds = quorumTime(policy, policy.quorum, times);
  if (judgement.quorumSeconds === null) find("no_quorum", policy.quorum);
  else if (judgement.quorumSeconds > nowSeconds + AHEAD_OF_CLOCK_S) find("ahead_of_clock", policy.quorum);
  if (trust.entryAuditors !== null && quorumTime(policy, trust.entryAuditors, times) === null) find("no_entry_auditors", trust.entryAuditors);
  return judgement;
}

async function judgeSignature(
  note: Note, signature: Note["signatures"][number], checkpoint: Checkpoint, trust: Trust, auditors: Set<string>,
): Promise<Signature> {
  const { name, id, bytes } = signature;
  const { policy } = trust;
  const alone = { text: note.text, signatures: [signature] };
  const log = policy.logs.find((key) => key.name === checkpoint.origin && key.name === name && key.id === id);
  const [policyName] = [...policy.witnesses].find(([, key]) => key.name === name && key.id === id) ?? [null];
  const seconds = policyName === null ? null : claimedTime(bytes);
  const role: Role = log !== undefined ? "log" : policyName === null ? "unknown" : auditors.has(policyName) ? "entry_auditor" : "witness";
  if (role === "unknown") return { name, id, role, policyName, seconds: claimedTime(bytes), state: "not_checked" };
  try {
    if (log !== undefined) await isSignedBy(alone, [log]);
    else await cosignatureTimes(alone, policy);
    return { name, id, role, policyName, seconds, state: "verified" };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { name, id, role, policyName, seconds, state: "false" };
  }
}

/** The time in a signature that has the length of a cosignature; whether it is true is another question. */
function claimedTime(bytes: Uint8Array): number | null {
  if (bytes.length !== COSIGNATURE_BYTES) return null;
  const seconds = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  return seconds < 2n ** 53n ? Number(seconds) : null;
}

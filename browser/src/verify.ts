// SPDX-License-Identifier: Apache-2.0
// The twelve checks of spec/evidence.md, in their order; the first that fails ends the verification.
import { type Claim } from "./claim_forms.ts";
import { checkClaim } from "./conclusion.ts";
import { checkEvents, type ShownEvent } from "./events.ts";
import { checkAudits, checkLogSignature, checkQuorum, checkRoll } from "./log.ts";
import { readPackage } from "./package.ts";
import { checkRecords, type StateRecord } from "./records.ts";
import { checkHeaders, type Headers } from "./seals.ts";
import { type Trust } from "./trust.ts";
import { type Version } from "./trails.ts";
import { type Event } from "./transactions.ts";
import { checkAuthority, checkReplay, walk } from "./walk.ts";
import { Wrong } from "./wrong.ts";

export const CHECKS = 12;
/** What `position` and `absence` do not need. */
const UNNEEDED = [8, 9, 10, 11];

/** What the checks found on their way; only what a check that passed has found is there. */
export interface Findings {
  claim?: Claim;
  witnessed?: number;
  origin?: string;
  headers?: Headers;
  auditors?: string[];
  records?: ReadonlyMap<string, StateRecord | null>;
  events?: ShownEvent[];
  transactions?: number;
  versions?: ReadonlyMap<string, Version[]>;
  /** What is as executed, on the auditors' word: event → name of the call or the event whose law is not known here. */
  asExecuted?: ReadonlyMap<Event, string>;
  /** What modules noted of others' events, in records of their own. */
  noted?: ReadonlySet<Event>;
}

export interface Report extends Findings {
  proved: boolean;
  /** The check that failed, and why. */
  failed: { check: number; message: string } | null;
  unneeded: number[];
}

/** Verifies one package; `now` in milliseconds, or null where nothing is known of the time. */
export async function verifyPackage(bytes: Uint8Array, trust: Trust, now: number | null): Promise<Report> {
  const found: Findings = {};
  const progress = { check: 1 };
  try {
    await runChecks(bytes, trust, now, found, progress);
    return { ...found, proved: true, failed: null, unneeded: unneededBy(found.claim) };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { ...found, proved: false, failed: { check: progress.check, message: error.message }, unneeded: unneededBy(found.claim) };
  }
}

function unneededBy(claim: Claim | undefined): number[] {
  return claim?.kind === "position" || claim?.kind === "absence" ? UNNEEDED : [];
}

async function runChecks(bytes: Uint8Array, trust: Trust, now: number | null, found: Findings, progress: { check: number }): Promise<void> {
  const shown = await readPackage(bytes);
  found.claim = shown.claim;
  progress.check = 2;
  const log = await checkLogSignature(shown, trust);
  found.origin = log.checkpoint.origin;
  progress.check = 3;
  found.witnessed = await checkQuorum(shown, trust, log, now);
  progress.check = 4;
  const roll = checkRoll(shown, log, found.witnessed);
  progress.check = 5;
  const headers = await checkHeaders(shown, trust, log, roll, now);
  found.headers = headers;
  progress.check = 6;
  found.auditors = await checkAudits(shown, log, headers.tip);
  progress.check = 7;
  const records = checkRecords(shown, headers.tip);
  found.records = records;
  let events: ShownEvent[] = [];
  let versions: ReadonlyMap<string, Version[]> = new Map();
  let noted: ReadonlySet<Event> = new Set();
  if (unneededBy(shown.claim).length === 0) {
    progress.check = 8;
    const placed = checkEvents(shown, headers);
    events = placed.events;
    found.events = events;
    found.transactions = placed.transactions.size;
    progress.check = 9;
    const claimed = shown.claim.kind === "transfer" ? (shown.claim["transaction"] as string) : null;
    const walked = await walk(records, placed, { ...log.chain, name: shown.claim.chain }, claimed);
    versions = walked.versions;
    noted = walked.noted;
    found.versions = versions;
    found.asExecuted = walked.asExecuted;
    found.noted = noted;
    progress.check = 10;
    checkAuthority(walked);
    progress.check = 11;
    checkReplay(records, walked);
  }
  progress.check = 12;
  checkClaim({ shown, records, versions, events, noted });
}

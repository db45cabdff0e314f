// SPDX-License-Identifier: Apache-2.0
// spec/evidence.md, What it rests on: which sets of keys could lie together, by the reader's own trust file.
import { type KeyPolicy } from "./keys.ts";
import { type Strings } from "./strings.ts";
import { type Trust } from "./trust.ts";
import { witnessesBelow } from "./note.ts";
import { fill } from "./words.ts";
import { type Report } from "./verify.ts";

export function whomItRestsOn(report: Report, trust: Trust, strings: Strings): string[] {
  const chain = report.claim === undefined ? undefined : trust.chains.get(report.claim.chain);
  if (chain === undefined) return [];
  const threshold = (policy: KeyPolicy): string => fill(strings.of, { threshold: String(policy.threshold), count: String(policy.keys.length) });
  const seal = threshold(report.headers?.seal ?? chain.seal);
  const auditors = chain.auditors === null ? "" : threshold(chain.auditors);
  const audited = chain.auditors !== null;
  const sets = [fill(audited ? strings.sealsWithAuditors : strings.sealsAlone, { auditors, seal })];
  if (chain.recovery !== null) {
    const hours = String(Math.floor(chain.recoveryDelayMs / 3_600_000));
    sets.push(fill(audited ? strings.recoveryWithAuditors : strings.recoveryAlone, { auditors, hours, recovery: threshold(chain.recovery) }));
  }
  const entries = trust.entryAuditors === null ? null : witnessesBelow(trust.policy, trust.entryAuditors).join(", ");
  if (entries === null) sets.push(strings.logAlone);
  else sets.push(fill(strings.logWithEntryAuditors, { auditors: entries }), strings.logWithWitnesses);
  return sets;
}

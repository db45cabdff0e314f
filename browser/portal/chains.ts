// SPDX-License-Identifier: Apache-2.0
// What the newest entries say of each chain: the last anchored header, and how far behind it each state auditor is.
import { type RollLine } from "../src/entries.ts";
import { keyidOf, signersAmong } from "../src/keys.ts";
import { tell, type Told } from "./entry_lines.ts";
import { type Problem } from "./judgement.ts";
import { type Tree, WIDTH } from "./tiles.ts";
import { type Trust, type TrustedChain } from "../src/trust.ts";
import { demand } from "../src/wrong.ts";

/** The newest header that a key signed for: null if it is not among the entries that were read. */
export interface AuditorState {
  keyid: string;
  height: number | null;
  received: number | null;
  /** Headers anchored beyond it. */
  lag: number | null;
  /** Between the times of the two headers; null where the audited one was not read. */
  lagMs: number | null;
}

export interface ChainState {
  line: RollLine;
  /** Whether the reader's trust file names the chain's auditors, so that their signatures were verified. */
  checked: boolean;
  auditors: AuditorState[];
  /** How many auditors are enough, and the newest header that so many signed for; null without a trust file. */
  threshold: number | null;
  audited: number | null;
  problems: Problem[];
}

/** The newest part of a log, bundle by bundle, as far back as it was read. */
export class Recent {
  readonly told: Told[] = [];
  /** Index of the oldest entry that was read. */
  from: number;

  constructor(private readonly tree: Tree) {
    this.from = tree.size;
  }

  async readBundles(count: number): Promise<void> {
    for (let i = 0; i < count && this.from > 0; i++) {
      const { start, entries } = await this.tree.bundle(this.from - 1);
      this.told.push(...entries.map(tell).reverse());
      this.from = start;
    }
  }

  /** The roll at the end of the log; a published checkpoint has one. */
  roll(): RollLine[] {
    demand(this.told[0]?.roll !== undefined, `the last entry, ${this.tree.size - 1}, is no roll`);
    return this.told[0].roll.chains;
  }

  get bundlesLeft(): number {
    return Math.ceil(this.from / WIDTH);
  }
}

export async function chainStates(recent: Recent, origin: string, trust: Trust | null, nowSeconds: number): Promise<ChainState[]> {
  return Promise.all(recent.roll().map((line) => chainState(line, recent.told, origin, trust, nowSeconds)));
}

async function chainState(line: RollLine, told: Told[], origin: string, trust: Trust | null, nowSeconds: number): Promise<ChainState> {
  const trusted = trust?.chains.get(line.chain) ?? null;
  const problems: Problem[] = [];
  const find = (code: string, about: string): void => {
    if (!problems.some((known) => known.code === code && known.about === about)) problems.push({ code, about });
  };
  if (trust !== null && trusted === null) find("unknown_chain", line.chain);
  if (trusted !== null && trusted.log !== origin) find("other_log", trusted.log);
  if (trusted !== null && line.height === 0 && line.header !== trusted.genesis) find("other_genesis", line.header);
  if (line.halted !== null) find("halted", String(line.halted));
  if (trust !== null && trust.maxAgeS !== null && line.height >= 0 && nowSeconds - line.time / 1000 > trust.maxAgeS) find("stale", String(trust.maxAgeS));
  const headers = new Map([[line.height, { hash: line.header, time: line.time }]]);
  for (const { anchor, line: { chain, height, hash } } of told) {
    if (anchor !== undefined && chain === line.chain) headers.set(height!, { hash: hash!, time: anchor.header.time });
  }
  const auditors = new Map<string, AuditorState>();
  const none = { height: null, received: null, lag: null, lagMs: null };
  const policy = trusted?.auditors ?? null;
  for (const key of policy?.keys ?? []) auditors.set(keyidOf(key), { keyid: keyidOf(key), ...none });
  const signersAt = new Map<number, Set<string>>();
  let audited: number | null = null;
  for (const { audit, line: { received } } of told) {
    if (audit === undefined || audit.chain !== line.chain || (trust !== null && policy === null)) continue;
    const named = [...new Set(audit.envelope.signatures.map(({ keyid }) => keyid))];
    if (trust !== null && audited !== null && named.every((keyid) => (auditors.get(keyid) ?? { height: 0 }).height !== null)) continue;
    const signers = policy === null ? named : await signersOf(audit, trusted!, origin, headers, find);
    const at = signersAt.get(audit.height) ?? new Set<string>();
    signersAt.set(audit.height, at);
    for (const keyid of signers) {
      at.add(keyid);
      const known = auditors.get(keyid);
      if (known !== undefined && (known.height ?? -1) >= audit.height) continue;
      const header = headers.get(audit.height);
      const lagMs = header === undefined ? null : line.time - header.time;
      auditors.set(keyid, { keyid, height: audit.height, received, lag: line.height - audit.height, lagMs });
    }
    if (policy !== null && at.size >= policy.threshold) audited = Math.max(audited ?? -1, audit.height);
  }
  return { line, checked: policy !== null, auditors: [...auditors.values()], threshold: policy?.threshold ?? null, audited, problems };
}

/** The trusted auditors who validly signed an audit of this very chain, in this log, of the header that is anchored. */
async function signersOf(
  audit: NonNullable<Told["audit"]>, chain: TrustedChain, origin: string,
  headers: Map<number, { hash: string }>, find: (code: string, about: string) => void,
): Promise<string[]> {
  const known = new Map(chain.auditors!.keys.map((key) => [keyidOf(key), key]));
  const signers = await signersAmong(audit.envelope, known);
  for (const { keyid } of audit.envelope.signatures) if (known.has(keyid) && !signers.has(keyid)) find("false_audit", keyid);
  if (audit.genesis !== chain.genesis) find("other_genesis", audit.genesis);
  if (audit.log !== origin) find("other_log", audit.log);
  const anchored = headers.get(audit.height);
  if (anchored !== undefined && anchored.hash !== audit.header) find("other_header", String(audit.height));
  const sound = audit.genesis === chain.genesis && audit.log === origin && (anchored === undefined || anchored.hash === audit.header);
  return sound ? [...signers] : [];
}

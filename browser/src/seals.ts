// SPDX-License-Identifier: Apache-2.0
// Check 5: who may seal, the anchored headers, and which of them the claim rests on. spec/seal.md.
import { encode, type Json } from "./canonical.ts";
import { fromHex, textOf, utf8 } from "./bytes.ts";
import { anchorForm, rotationEntryForm, rotationOf, type Anchor, type RotationEntry, type Header, type RollLine, type Rotation } from "./entries.ts";
import { ZEROS } from "./forms.ts";
import { meets, payloadOf, sharesKey, unsound, type KeyPolicy } from "./keys.ts";
import { entryInLog, type Log, type Rolled } from "./log.ts";
import { isIncluded, leafHash } from "./merkle.ts";
import { type Package } from "./package.ts";
import { sha256Hex } from "./sha256.ts";
import { keysByRole, SEAL, type Trust } from "./trust.ts";
import { demand } from "./wrong.ts";

const VERSION = 1;
const FEATURES = ["attestations", "immediate_settlement", "restrictions", "widened_holdings"];
const AHEAD_OF_RECEIPT_MS = 60_000;

/** A header with its hash and when the log received it. */
export interface Tip {
  header: Header;
  hash: string;
  received: number;
  /** Of the tree of headers. */
  leaf: Uint8Array;
}

/** From height `after` + 1 on, `policy` seals; nothing was accepted under it before `effective`. */
interface Reign {
  after: number;
  policy: KeyPolicy;
  effective: number;
}

export interface Headers {
  byHeight: Map<number, Tip>;
  tip: Tip;
  seal: KeyPolicy;
}

// Check 5
export async function checkHeaders(shown: Package, trust: Trust, log: Log, roll: Rolled, now: number | null): Promise<Headers> {
  const { line } = roll;
  const receipts: [number, number][] = [];
  const others = new Set([...keysByRole(trust)].filter(([, role]) => role !== SEAL).map(([key]) => key));
  const { reigns, rotations } = await followRotations(shown, log, line, others, receipts);
  const byHeight = await followAnchors(shown, log, reigns, receipts);
  demandRotationsFit(byHeight, rotations);
  const tip = [...byHeight.values()].at(-1);
  demand(tip !== undefined, "no header is shown");
  demandAncestry(shown, byHeight, tip);
  demandReceiptsInOrder(receipts, roll.received);
  demandClaimRestsOn(tip, shown, line);
  demand(
    trust.maxAgeS === null || now === null || now - tip.header.time <= trust.maxAgeS * 1000,
    "the header is older than the trust file allows",
  );
  return { byHeight, tip, seal: reignAt(reigns, tip.header.height).policy };
}

async function followRotations(
  shown: Package,
  log: Log,
  line: RollLine,
  others: Set<string>,
  receipts: [number, number][],
): Promise<{ reigns: Reign[]; rotations: Rotation[] }> {
  const { chain: trusted } = log;
  const reigns: Reign[] = [{ after: -Infinity, policy: trusted.seal, effective: 0 }];
  const rotations: Rotation[] = [];
  let before: number | null = null;
  for (const placed of shown.rotations) {
    const { received, rotation: envelope } = entryInLog<RotationEntry>(placed, log.checkpoint, rotationEntryForm, "a rotation");
    const rotation = rotationOf(envelope);
    const retired = reigns[reigns.length - 1]!;
    demand(rotation.chain === shown.claim.chain && rotation.previous === before, "a rotation that does not follow the one before");
    demand(rotation.last_height >= retired.after, "a rotation that goes back behind the one before");
    const wrong = unsound(rotation.seal);
    demand(wrong === null, `a rotation to ${wrong}`);
    demand(!rotation.seal.keys.some(({ key }) => others.has(key)), "a rotation to a key that the trust file names in another role");
    receipts.push([placed.proof.index, received]);
    demand(trusted.recovery === null || !sharesKey(rotation.seal, trusted.recovery), "a rotation to a recovery key");
    if (rotation.effective === 0) {
      demand(received >= retired.effective, "a rotation before the policy that signed it was in force");
      demand(await meets(envelope, retired.policy), "a rotation that the retired policy did not sign");
    } else {
      demand(trusted.recovery !== null && (await meets(envelope, trusted.recovery)), "a rotation that the recovery policy did not sign");
      demand(rotation.effective >= received + trusted.recoveryDelayMs, "a recovery without its delay");
    }
    reigns.push({ after: rotation.last_height, policy: rotation.seal, effective: rotation.effective });
    rotations.push(rotation);
    before = placed.proof.index;
  }
  demand(line.rotation === before, "the rotations do not lead to the one that the roll names");
  const inForce = reigns[reigns.length - 1]!.policy;
  demand(line.seal === sha256Hex(encode(inForce as unknown as Json)), "the rotations do not lead to the policy that the roll names");
  return { reigns, rotations };
}

function reignAt(reigns: Reign[], height: number): Reign {
  return reigns.findLast(({ after }) => after < height)!;
}

async function followAnchors(shown: Package, log: Log, reigns: Reign[], receipts: [number, number][]): Promise<Map<number, Tip>> {
  const byHeight = new Map<number, Tip>();
  let before: (Tip & { index: number }) | null = null;
  for (const placed of shown.anchors) {
    const { header, received, seal } = entryInLog<Anchor>(placed, log.checkpoint, anchorForm, "a header");
    const text = encode(header as unknown as Json);
    const hash = sha256Hex(text);
    const { index } = placed.proof;
    demand(header.chain === shown.claim.chain, "a header of another chain");
    demand(seal.payloadType === "application/vnd.counterfoil.header+json", "a seal that is none of a header");
    demand(textOf(payloadOf(seal)) === text, "a seal over another header");
    const reign = reignAt(reigns, header.height);
    demand(await meets(seal, reign.policy), `header ${header.height} is not sealed under the policy of its height`);
    demand(header.time <= received + AHEAD_OF_RECEIPT_MS, `header ${header.height} is of a time after its receipt`);
    receipts.push([index, received]);
    demand(received >= reign.effective, `header ${header.height} was received before its policy was in force`);
    if (before !== null) {
      const grows = header.height > before.header.height && header.time > before.header.time && index > before.index;
      demand(grows, "headers whose heights, times or places in the log do not increase");
      demand(header.height !== before.header.height + 1 || header.parent === before.hash, "a header that has not the one before as its parent");
    }
    if (header.height === 0) {
      demand(hash === log.chain.genesis, "header 0 is not the trusted genesis");
      demand(header.parent === ZEROS, "header 0 has a parent");
    }
    demand(header.protocol.version === VERSION, `header ${header.height} follows rules of another version`);
    demand(header.protocol.features.every((name) => FEATURES.includes(name)), `header ${header.height} follows rules that are unknown here`);
    before = { header, hash, received, index, leaf: leafHash(utf8(text)) };
    byHeight.set(header.height, before);
  }
  return byHeight;
}

/** Whoever executed the last header executed those that it commits to. */
function demandAncestry(shown: Package, byHeight: Map<number, Tip>, tip: Tip): void {
  const root = fromHex(tip.header.ancestors);
  for (const [i, { header, leaf }] of [...byHeight.values()].entries()) {
    const { ancestry } = shown.anchors[i]!.proof;
    if (header === tip.header) demand(ancestry.length === 0, "the last header has a path to a later one");
    else demand(isIncluded(leaf, header.height, tip.header.height, ancestry, root), `header ${header.height} is none of those before the last`);
  }
}

/** The log's times of receipt never decrease, up to the roll. */
function demandReceiptsInOrder(receipts: [number, number][], last: number): void {
  const times = receipts.sort(([one, early], [other, late]) => one - other || early - late).map(([, time]) => time);
  demand([...times, last].every((time, i) => i === 0 || time >= times[i - 1]!), "a time of receipt is before that of an entry before");
}

function demandRotationsFit(byHeight: Map<number, Tip>, rotations: Rotation[]): void {
  for (const { last_hash, last_height } of rotations) {
    const last = byHeight.get(last_height);
    const next = byHeight.get(last_height + 1);
    demand(last === undefined || last.hash === last_hash, "a rotation names another last header");
    demand(next === undefined || next.header.parent === last_hash, "a rotation names another last header than the next one has as its parent");
  }
}

function demandClaimRestsOn(tip: Tip, shown: Package, line: RollLine): void {
  const { claim } = shown;
  const { header, hash, received } = tip;
  if (header.height === line.height) demand(hash === line.header && header.time === line.time, "the header is not the one that the roll names");
  else demand(header.height < line.height && header.time < line.time, "the header is not before the one that the roll names");
  demand(claim.height === header.height, "the claim rests on another header");
  demand(claim.received === received, "the claim gives another time of receipt");
  demand(claim.beyond === line.height - header.height, "the claim does not say how many headers are beyond");
  demand(line.halted === null || header.height < line.halted, "the header is not below the fork");
  if (claim.current) demand(claim.as_of === header.time && line.halted === null, "a claim about now that is not of the header's time, or of a halted chain");
  else demand(claim.as_of < header.time, "a claim about the past that is not before the header's time");
}

// SPDX-License-Identifier: Apache-2.0
// Check 8: events, transactions and calls stand where their proofs say, in their form, and none too many.
import { decodeText, encode, isObject, type JsonObject } from "./canonical.ts";
import { fromHex, toHex } from "./bytes.ts";
import { expect, ZEROS } from "./forms.ts";
import { envelopeForm, keyidOf, signersAmong, type Envelope, type KeyPolicy, type PublicKey } from "./keys.ts";
import { eventLaw, readCall, recordForm } from "./laws/all.ts";
import { type CallLaw } from "./laws/law.ts";
import { isIncluded, leafHash } from "./merkle.ts";
import { decodedAs, type BlockProof, type Package, type Placed } from "./package.ts";
import { type Headers, type Tip } from "./seals.ts";
import { eventForm, intentOf, lineForm, placedEnvelope, transactionId, type Event, type Intent } from "./transactions.ts";
import { demand } from "./wrong.ts";

const EVENT_BYTES_MAX = 262_144;
const LINE_BYTES_MAX = 65_536;

export interface ShownCall {
  name: string;
  law: CallLaw | undefined;
  call: JsonObject;
}

export interface ShownTransaction {
  envelope: Envelope;
  intent: Intent;
  /** The keyids of all its valid signatures, under any key that a party has in what is shown. */
  signers: Promise<ReadonlySet<string>>;
  height: number;
  index: number;
  /** How many it caused. */
  events: number;
  calls: Map<number, ShownCall>;
}

export interface ShownEvent {
  event: Event;
  /** Its leaf hash, in hexadecimal. */
  leaf: string;
  tip: Tip;
}

export interface Shown {
  events: ShownEvent[];
  /** By id. */
  transactions: Map<string, ShownTransaction>;
  /** By record. */
  openings: Map<string, { seq: number; value: JsonObject }>;
}

// Check 8
export function checkEvents(shown: Package, headers: Headers): Shown {
  const events = shown.events.map((placed) => placeEvent(placed, headers, shown.claim.chain));
  for (let i = 1; i < events.length; i++) {
    const [before, { event }] = [events[i - 1]!.event, events[i]!];
    const later = event.height > before.height || (event.height === before.height && event.index > before.index);
    demand(later, "the events are not in order of block and index, or one stands twice");
  }
  const heights = new Set(events.map(({ event }) => event.height));
  for (const height of headers.byHeight.keys()) {
    demand(heights.has(height) || height === headers.tip.header.height, `header ${height} is shown without an event`);
  }
  const openings = readOpenings(shown);
  const transactions = placeTransactions(shown, headers, keysIn(events, openings));
  placeCalls(shown, transactions);
  demandThoseNamed(shown, events, transactions);
  return { events, transactions, openings };
}

/** Every key that a party has in what is shown, by keyid. */
function keysIn(events: ShownEvent[], openings: Shown["openings"]): Map<string, PublicKey> {
  const keys = new Map<string, PublicKey>();
  const learn = (policy: unknown): void => {
    for (const key of (policy as KeyPolicy | null)?.keys ?? []) keys.set(keyidOf(key), key);
  };
  for (const { event } of events) {
    if (event.type === "parties.registered" || event.type === "parties.keys_rotated") learn(event.data["keys"]);
  }
  for (const [record, { value }] of openings) if (record.startsWith("parties/party/")) learn(value["keys"]);
  return keys;
}

/** The genesis's own: an event of block 0 that names no transaction. */
export function isOfGenesis({ call, height, transaction }: Event): boolean {
  return height === 0 && transaction === ZEROS && call === null;
}

function headerOf({ height }: BlockProof, headers: Headers): Tip {
  const tip = headers.byHeight.get(height);
  demand(tip !== undefined, `the header of block ${height} is not shown`);
  return tip;
}

function isInBlock(leaf: Uint8Array, { proof }: Placed<BlockProof>, root: string): boolean {
  return isIncluded(leaf, proof.index, proof.size, proof.path, fromHex(root));
}

function placeEvent(placed: Placed<BlockProof>, headers: Headers, chain: string): ShownEvent {
  const { line, proof } = placed;
  const tip = headerOf(proof, headers);
  const where = `event ${proof.index} of block ${proof.height}`;
  const leaf = leafHash(line);
  demand(isInBlock(leaf, placed, tip.header.events), `${where} is not in its block at its place`);
  demand(line.length <= EVENT_BYTES_MAX, `${where} is too long`);
  const event = decodedAs<Event>(line, eventForm, where);
  demand(event.chain === chain && event.height === proof.height && event.index === proof.index, `${where} says that it is another`);
  const law = eventLaw(event.type);
  if (law !== undefined) {
    demand(event.object === law.object, `${where} is of another object class than its type`);
    expect(law.data, event.data, `the data of ${where}`);
  }
  return { event, leaf: toHex(leaf), tip };
}

/** The signatures of a transaction are verified while everything else is checked, up to check 10, which asks for them. */
function placeTransactions(shown: Package, headers: Headers, keys: ReadonlyMap<string, PublicKey>): Map<string, ShownTransaction> {
  const transactions = new Map<string, ShownTransaction>();
  for (const placed of shown.transactions) {
    const { line, proof } = placed;
    const tip = headerOf(proof, headers);
    const where = `transaction ${proof.index} of block ${proof.height}`;
    const leaf = leafHash(placedEnvelope(line, proof.events));
    demand(isInBlock(leaf, placed, tip.header.transactions), `${where} is not in its block at its place, with ${proof.events} events`);
    const envelope = decodedAs<Envelope>(line, envelopeForm, where);
    const intent = intentOf(envelope);
    const id = transactionId(intent);
    demand(!transactions.has(id), `${where} is shown twice`);
    const signers = signersAmong(envelope, keys);
    transactions.set(id, { envelope, intent, signers, height: proof.height, index: proof.index, events: proof.events, calls: new Map() });
  }
  return transactions;
}

function placeCalls(shown: Package, transactions: Map<string, ShownTransaction>): void {
  for (const { line, proof } of shown.calls) {
    const transaction = transactions.get(proof.transaction);
    demand(transaction !== undefined, "a call of a transaction that is not shown");
    const { count, root } = transaction.intent.calls;
    demand(isIncluded(leafHash(line), proof.index, count, proof.path, fromHex(root)), `call ${proof.index} is not in its transaction at its place`);
    demand(!transaction.calls.has(proof.index), `call ${proof.index} is shown twice`);
    const { call } = decodedAs<{ call: JsonObject }>(line, lineForm, `call ${proof.index}`);
    demand(line.length <= LINE_BYTES_MAX, `call ${proof.index} is too long`);
    transaction.calls.set(proof.index, readCall(call));
  }
}

function demandThoseNamed(shown: Package, events: ShownEvent[], transactions: Map<string, ShownTransaction>): void {
  const named = new Set<string>();
  const calls = new Set<string>();
  for (const { event } of events) {
    if (event.transaction !== ZEROS) named.add(event.transaction);
    if (event.call !== null) calls.add(`${event.transaction} ${event.call}`);
  }
  demand([...named].join() === [...transactions.keys()].join(), "the transactions are not those that the events name, in their order");
  const shownCalls = shown.calls.map(({ proof }) => `${proof.transaction} ${proof.index}`);
  demand(shownCalls.length === calls.size && shownCalls.every((call) => calls.has(call)), "the calls are not those that the events name");
}

function readOpenings(shown: Package): Shown["openings"] {
  const openings: Shown["openings"] = new Map();
  for (const { record, seq, value: text } of shown.openings) {
    demand(!openings.has(record), `${record} is opened twice`);
    const form = recordForm(record);
    demand(form !== undefined, `${record} is opened, whose table is unknown here`);
    const value = decodeText(text);
    expect(form, value, `the opening of ${record}`);
    demand(isObject(value) && encode(value) === text, `the opening of ${record} is not canonical`);
    openings.set(record, { seq, value });
  }
  return openings;
}

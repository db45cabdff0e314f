// SPDX-License-Identifier: Apache-2.0
// Check 12: the claim, made anew from what is shown. spec/claims.md.
import { encode, field, type Json, type JsonObject } from "./canonical.ts";
import { type Claim } from "./claim_forms.ts";
import { type ShownEvent } from "./events.ts";
import { eventLaw } from "./laws/all.ts";
import { accountPath, instrumentPath, partyPath } from "./laws/authority.ts";
import { bookPath, holdingPath, titlePath } from "./laws/holdings_folds.ts";
import { demandOver } from "./laws/runs.ts";
import { pick } from "./laws/shapes.ts";
import { type Package } from "./package.ts";
import { type StateRecord } from "./records.ts";
import { said } from "./said.ts";
import { type Version } from "./trails.ts";
import { type Event } from "./transactions.ts";
import { demand } from "./wrong.ts";
import { doesNotClaim, tellsOf } from "./words.ts";

const PARTS = ["free", "frozen", "held", "pledged"];
const NO_UNITS: JsonObject = { free: 0, frozen: 0, held: 0, pledged: 0 };
const CURRENT_ONLY = ["position", "absence", "transfer", "record", "provenance"];

export interface Evidence {
  shown: Package;
  records: ReadonlyMap<string, StateRecord | null>;
  versions: ReadonlyMap<string, Version[]>;
  events: ShownEvent[];
  /** What modules noted of others' events. */
  noted: ReadonlySet<Event>;
}

// Check 12
export function checkClaim(evidence: Evidence): void {
  const { claim, openings } = evidence.shown;
  demand(claim.current || !CURRENT_ONLY.includes(claim.kind), `a claim of kind ${claim.kind} is about now`);
  const own = OWN[claim.kind]!(claim, new Reading(evidence));
  const common = pick(claim as unknown as JsonObject, "as_of", "beyond", "chain", "current", "height", "kind", "received", "witnessed");
  const anew = { ...common, ...own, vouched: openings.map(({ record }) => record).sort() } as unknown as Claim;
  for (const [name, value] of Object.entries(anew)) {
    demand(encode(value as Json) === encode(claim[name] as Json), `the claim says something else about ${name} than follows`);
  }
  demand(encode(claim.does_not_claim as unknown as Json) === encode(doesNotClaim(claim.kind) as unknown as Json), "the claim does not say what it does not claim");
  const unknown = claim.kind === "record" && !tellsOf(claim["record"] as string);
  for (const language of ["en", "zh"] as const) {
    const words = said(anew, language);
    // Who knows the record has other words for it; what is shown of it are ours.
    if (unknown) claim.statement[language] = words;
    demand(claim.statement[language] === words, "the claim's words are not those that follow");
  }
}

/** What the package shows of a record, whole. */
class Reading {
  private readonly openedAt: Map<string, number>;

  constructor(private readonly evidence: Evidence) {
    this.openedAt = new Map(evidence.shown.openings.map(({ record, seq }) => [record, seq]));
  }

  get noted(): ReadonlySet<Event> {
    return this.evidence.noted;
  }

  get events(): ShownEvent[] {
    return this.evidence.events;
  }

  /** The record at the end; null if it is absent. */
  whole(record: string): StateRecord | null {
    const found = this.evidence.records.get(record);
    demand(found !== undefined, `the claim needs ${record}, which is not shown`);
    return found;
  }

  present(record: string): StateRecord {
    const found = this.whole(record);
    demand(found !== null, `the claim needs ${record}, which is absent`);
    return found;
  }

  opened(record: string): number {
    return this.openedAt.get(record) ?? 0;
  }

  /** The events of a record that are told: those after its opening. */
  told(record: string): Version[] {
    const from = this.opened(record);
    return (this.evidence.versions.get(record) ?? []).filter(({ seq }) => seq > from);
  }

  /** As the last event at or before the time left the record; null if there was none. */
  at(record: string, time: number): Version | null {
    const last = this.told(record).findLast(({ shown }) => shown.tip.header.time <= time) ?? null;
    demand(last !== null || this.opened(record) === 0, `${record} is opened too late to say what it was then`);
    return last;
  }

  /** The status that a record had at a time; null if it was not there yet. */
  statusAt(record: string, time: number): Json {
    const last = this.at(record, time);
    if (last === null) return null;
    demand(last.value !== undefined, `${record} is changed by an event of an unknown law`);
    return last.value["status"]!;
  }
}

function quantities(value: JsonObject | undefined): JsonObject {
  return value === undefined ? NO_UNITS : pick(value, ...PARTS);
}

type Own = (claim: Claim, reading: Reading) => JsonObject;

const control: Own = (claim, reading) => {
  const account = accountPath(claim["account"] as string);
  const instrument = claim["instrument"] as string;
  const holding = holdingPath(claim["account"] as string, instrument);
  reading.whole(holding);
  reading.whole(instrumentPath(instrument));
  const then = reading.at(account, claim.as_of)?.value;
  demand(then !== undefined, "there was no such account then");
  for (const { custodian, holder } of [reading.present(account).value, then]) {
    for (const party of [custodian, holder]) if (party !== null) reading.present(partyPath(party as string));
  }
  const standing = (party: Json): Json => (party === null ? null : reading.statusAt(partyPath(party as string), claim.as_of));
  const last = reading.at(holding, claim.as_of);
  return {
    account: claim["account"] as string,
    control: {
      ...pick(then, "custodian", "holder", "incoming", "outgoing", "status"),
      custodian_standing: standing(then["custodian"]!),
      holder_standing: standing(then["holder"]!),
      instrument_status: reading.statusAt(instrumentPath(instrument), claim.as_of),
      moved_by: field(then, "moved_by") ?? null,
    },
    events: last?.seq ?? 0,
    instrument,
    opened: reading.opened(holding),
    quantities: quantities(last?.value),
  };
};

const position: Own = (claim, reading) => {
  const { account, instrument } = claim as unknown as { account: string; instrument: string };
  return { account, instrument, quantities: quantities(reading.present(holdingPath(account, instrument)).value) };
};

const absence: Own = (claim, reading) => {
  const { account, instrument } = claim as unknown as { account: string; instrument: string };
  demand(reading.whole(holdingPath(account, instrument)) === null, "the holding is there");
  return { account, instrument };
};

const transfer: Own = (claim, reading) => {
  const transaction = claim["transaction"] as string;
  const events = reading.events.filter(({ event }) => event.transaction === transaction);
  const first = events[0];
  demand(first !== undefined, "no event of the transaction is shown");
  demand(events.every(({ event }, i) => event.index === first.event.index + i), "the transaction's events do not follow one another");
  demand(events.some(({ event }) => event.consents.length > 0), "no event of the transaction carries a consent");
  demandOver(events.map(({ event }) => ({ event, noted: reading.noted.has(event), rule: eventLaw(event.type) })));
  const besides = events.filter(({ event }) => reading.noted.has(event));
  const asActs = (shown: ShownEvent[]): Json[] => shown.map(({ event: { data, index, type } }) => ({ data, index, type }));
  const acts = asActs(events.filter(({ event }) => !reading.noted.has(event)));
  const moved = asActs(besides.filter(({ event }) => event.consents.length > 0));
  const noted = besides.filter(({ event }) => event.consents.length === 0).map(({ event: { type } }) => type);
  return { acts, moved, noted, block: first.event.height, time: first.tip.header.time, transaction };
};

const record: Own = (claim, reading) => {
  const path = claim["record"] as string;
  const { trail, value } = reading.present(path);
  return { events: trail.seq, opened: reading.opened(path), record: path, value };
};

const account: Own = (claim, reading) => {
  const name = claim["account"] as string;
  const { as_of, start } = claim as unknown as { as_of: number; start: number };
  const book = bookPath(name);
  demand(start < as_of, "the period is over before it begins");
  reading.whole(accountPath(name));
  reading.whole(book);
  demand(reading.opened(book) === 0, "the account's book is opened");
  const named = reading.told(book).map(({ shown }) => shown.event.data["instrument"]).filter((one) => typeof one === "string");
  const lines: JsonObject[] = [];
  for (const instrument of [...new Set(named)].sort()) {
    const holding = holdingPath(name, instrument);
    reading.whole(holding);
    reading.whole(instrumentPath(instrument));
    const opening = quantities(reading.at(holding, start)?.value);
    const closing = quantities(reading.at(holding, as_of)?.value);
    const events = reading.told(holding).filter(({ shown }) => shown.tip.header.time > start && shown.tip.header.time <= as_of).length;
    const nothing = events === 0 && encode(opening) === encode(NO_UNITS) && encode(closing) === encode(NO_UNITS);
    if (!nothing) lines.push({ closing, events, instrument, opening });
  }
  const then = reading.at(accountPath(name), as_of);
  const status = reading.statusAt(accountPath(name), as_of);
  return { account: name, lines, moved_by: field(then?.value ?? {}, "moved_by") ?? null, start, status };
};

const provenance: Own = (claim, reading) => {
  const instrument = claim["instrument"] as string;
  const title = titlePath(instrument);
  const followed = new Set<string>();
  const follow = (path: string): void => {
    if (followed.has(path)) return;
    followed.add(path);
    const { value } = reading.present(path);
    // Of another kind: by it the title came from elsewhere, which it says.
    if (!path.startsWith(titlePath(""))) return;
    reading.whole(instrumentPath(value["instrument"] as string));
    for (const parent of value["parents"] as string[]) follow(parent);
  };
  follow(title);
  demand(reading.opened(title) === 0, "the title is opened");
  const titles = reading.told(title).map(({ shown: { event, tip } }) => {
    const { data } = event;
    const account = data["receiver"] ?? ("parents" in data ? data["account"] : null) ?? null;
    return { account, height: event.height, time: tip.header.time };
  });
  return { instrument, parents: reading.present(title).value["parents"]!, titles };
};

const OWN: { [kind: string]: Own } = { control, position, absence, transfer, record, statement: account, provenance };


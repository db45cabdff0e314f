// SPDX-License-Identifier: Apache-2.0
// Check 10: every event that continues a trail is caused by its call and consented to. spec/evidence.md, Each event.
import { areApart, type Given } from "./apart.ts";
import { BegunCall, doerOf } from "./begun.ts";
import { same, type Json } from "./canonical.ts";
import { isOfGenesis, type Shown, type ShownCall, type ShownEvent, type ShownTransaction } from "./events.ts";
import { keyidOf, type KeyPolicy } from "./keys.ts";
import { eventLaw, grantOf } from "./laws/all.ts";
import { partyPath } from "./laws/authority.ts";
import { demandFeature, isProgrammed } from "./laws/causes.ts";
import { type Moment, NOBODY, type Rec, type Spoken } from "./laws/law.ts";
import { Runs } from "./laws/runs.ts";
import { type TrustedChain } from "./trust.ts";
import { type Trails } from "./trails.ts";
import { type Consent, type Event } from "./transactions.ts";
import { Missing, Refused, Wrong } from "./wrong.ts";

/** Stands for every account. */
const ALL = "*";

/** One transaction while its events go by. */
interface TransactionInProgress {
  id: string;
  shown: ShownTransaction;
  /** Of its block. */
  time: number;
  /** The keyids of all its valid signatures. */
  signers: ReadonlySet<string>;
  calls: Map<number, BegunCall>;
  runs: Runs;
  /** Of calls that carry out a decision: what cannot be told of it, or is not lawful. */
  undecided: Map<number, Wrong>;
  /** Parties as they were when it began. */
  parties: Map<string, () => Rec | null>;
  opened: Set<string>;
}

export class Authority {
  private transaction: TransactionInProgress | null = null;
  private readonly lastOf = new Map<string, number>();
  private readonly untold = new Map<string, Set<string>>();
  private place: [number, number, number] = [0, 0, 0];
  /** What is as executed, on the auditors' word, by the name of the call or the event whose law is not known here. */
  readonly asExecuted = new Map<Event, string>();
  /** What modules noted of others' events, in records of their own. */
  readonly noted = new Set<Event>();

  constructor(
    private readonly trails: Trails,
    private readonly shown: Shown,
    private readonly chain: TrustedChain & { name: string },
    private readonly claimed: string | null,
  ) {
    shown.events.forEach(({ event }, i) => this.lastOf.set(event.transaction, i));
  }

  /** Just before an event: the transaction that it belongs to begins with the first that is shown. */
  enter({ event, tip }: ShownEvent, signers: ReadonlySet<string>): void {
    if (isOfGenesis(event) || this.transaction?.id === event.transaction) return;
    const shown = this.shown.transactions.get(event.transaction);
    const id = event.transaction;
    if (shown === undefined) {
      this.transaction = null;
      return;
    }
    const runs = new Runs((record) => this.demandThroughout(record));
    this.transaction = { id, shown, time: tip.header.time, signers, calls: new Map(), runs, undecided: new Map(), parties: new Map(), opened: new Set() };
    for (const party of shown.intent.by) this.remember(party);
  }

  private remember(party: string): void {
    let found: () => Rec | null;
    try {
      const record = this.trails.read(partyPath(party));
      found = () => record;
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      found = () => {
        throw error;
      };
    }
    this.transaction!.parties.set(party, found);
  }

  // Check 10, of one event.
  judge(shown: ShownEvent, continuesTrail: boolean): void {
    const { event } = shown;
    if (isOfGenesis(event)) return;
    const claimed = event.transaction === this.claimed;
    if (!continuesTrail && !claimed) return this.passOver(shown);
    require(this.transaction !== null, event, "of a transaction that is not shown");
    this.demandPlace(shown);
    const call = this.callOf(event);
    if (this.isNoted(shown, call)) return;
    const progress = this.progressOf(shown, call);
    progress.tells = true;
    const decided = this.isDecided(shown, call, progress);
    if (claimed) this.demandLaws(shown, call, progress);
    if (progress.causes === null) {
      if (eventLaw(event.type) !== undefined) demandRecordedConsent(event);
    } else if (decided) {
      demandRecordedConsent(event, this.transaction.runs.acts(event, doerOf(event)));
      this.noted.add(event);
    } else {
      this.demandCaused(event, progress);
      this.transaction.runs.caused(event, eventLaw(event.type));
      this.askUnshown(progress);
    }
    if (eventLaw(event.type) !== undefined) this.demandConsents(shown, call, progress, claimed);
  }

  /** An event on which nothing rests: it counts as shown, and is not judged. */
  private passOver(shown: ShownEvent): void {
    const { event } = shown;
    const call = event.call === null ? undefined : this.transaction?.shown.calls.get(event.call);
    if (call === undefined) return;
    try {
      if (this.isNoted(shown, call)) return;
      const progress = this.progressOf(shown, call);
      if (progress.causes === null || this.isDecided(shown, call, progress)) return;
      this.demandCaused(event, progress);
      this.transaction!.runs.caused(event, eventLaw(event.type));
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
    }
  }

  // 10.1
  private demandPlace({ event, tip }: ShownEvent): void {
    const { shown } = this.transaction!;
    const { intent } = shown;
    const own = intent.chain === this.chain.name && intent.genesis === this.chain.genesis;
    require(own, event, "of a transaction for another chain");
    require(shown.height === event.height, event, "of a transaction of another block");
    const valid = intent.valid_from <= tip.header.height && tip.header.height <= intent.valid_until;
    require(valid, event, "of a transaction that is not valid in this block");
    const place: [number, number, number] = [event.height, shown.index, event.call ?? -1];
    require(!isBefore(place, this.place), event, "of a transaction or a call that comes before those of events before");
    this.place = place;
  }

  // 10.2
  private callOf(event: Event): ShownCall {
    const call = event.call === null ? undefined : this.transaction!.shown.calls.get(event.call);
    require(call !== undefined, event, "without a call that is shown");
    return call;
  }

  /** spec/laws.md, What is noted of an event: its law says so, or it is of a module that is unknown here, under a call of another. */
  private isNoted(shown: ShownEvent, { call, law: caller, name }: ShownCall): boolean {
    const { event } = shown;
    const noun = event.type.split(".", 1)[0]!;
    const law = eventLaw(event.type);
    if (law === undefined ? noun === name.split(".", 1)[0] : !law.noted) return false;
    const own = event.consents.length === 0 && event.trails.every(({ record }) => record.split("/", 1)[0] === noun);
    require(own, event, "one that does more than to note another event");
    this.noted.add(event);
    if (law === undefined) this.asExecuted.set(event, event.type);
    const moment = this.momentOf(shown, name, NOBODY);
    this.transaction!.runs.note(event, law, moment, () => caller !== undefined && isProgrammed(call, caller, moment));
    return true;
  }

  /** A record is known, with all that the running transaction did to it before. */
  private demandThroughout(record: string): void {
    this.trails.read(record);
    if (this.transaction!.opened.has(record)) throw new Missing(record);
  }

  private progressOf(shown: ShownEvent, call: ShownCall): BegunCall {
    const { calls } = this.transaction!;
    const index = shown.event.call!;
    const wrong = this.transaction!.undecided.get(index);
    if (wrong !== undefined) throw wrong;
    let progress = calls.get(index);
    if (progress === undefined) calls.set(index, (progress = this.begun(shown, call)));
    const unknown = progress.causes === null ? call.name : shown.event.type;
    if (progress.causes === null || eventLaw(shown.event.type) === undefined) this.asExecuted.set(shown.event, unknown);
    return progress;
  }

  /** At a call's first event. A decision is used up by that: what is not shown of it then cannot be told later. */
  private begun(shown: ShownEvent, call: ShownCall): BegunCall {
    try {
      return this.judged(shown, call);
    } catch (error) {
      if (error instanceof Missing && call.law?.decision !== undefined) this.transaction!.undecided.set(shown.event.call!, error);
      if (error instanceof Refused) throw new Wrong(`${where(shown.event)} is of a call that causes nothing: ${error.message}`);
      throw error;
    }
  }

  private judged(shown: ShownEvent, { call, law, name }: ShownCall): BegunCall {
    if (law === undefined) return BegunCall.ofUnknownLaw();
    const { features } = shown.tip.header.protocol;
    demandFeature(call, law, features);
    const spoken = law.decision?.speaks(call, this.momentOf(shown, name, NOBODY)) ?? NOBODY;
    return BegunCall.begin(call, law, this.momentOf(shown, name, spoken), features, spoken);
  }

  /** Whether a program decided the event: no law says it, and no call of unknown law may have caused it. */
  private isDecided(shown: ShownEvent, { name }: ShownCall, progress: BegunCall): boolean {
    if (progress.causes === null) return false;
    const { undecided } = this.transaction!;
    try {
      return !progress.says(shown.event, this.momentOf(shown, name, progress.spoken));
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      undecided.set(shown.event.call!, error);
      throw error;
    }
  }

  private demandLaws({ event }: ShownEvent, { name }: ShownCall, { beyond, causes }: BegunCall): void {
    const lawless = causes === null ? name : beyond;
    require(lawless === null, event, `of the call ${lawless}, whose law is not known: nobody could tell whether it was to cause just this`);
  }

  private demandCaused(event: Event, progress: BegunCall): void {
    require(progress.passTo(event), event, "not among what its call causes, or not in its place");
    if (!progress.isBeyond) return;
    this.asExecuted.set(event, progress.beyond!);
    if (eventLaw(event.type) !== undefined) demandRecordedConsent(event);
  }

  // 10.3
  private askUnshown(progress: BegunCall): void {
    for (const { data, type } of progress.unshown.splice(0)) {
      if (this.transaction!.id === this.claimed) throw new Wrong(`an event of type ${type} of the transaction is not shown`);
      for (const record of this.trails.wouldTouch(type, data, this.transaction!.time)) {
        const followed = this.trails.isFollowed(record) && !this.transaction!.opened.has(record);
        if (followed) throw new Wrong(`an event of type ${type} that touches ${record} is not shown`);
      }
    }
  }

  // 10.4 and 10.5
  private demandConsents(shown: ShownEvent, call: ShownCall, progress: BegunCall, claimed: boolean): void {
    const { event } = shown;
    const rested = claimed || event.trails.some(({ record }) => this.trails.isShown(record));
    const needed = new Set<string>();
    const moment = this.momentOf(shown, call.name, progress.spoken, needed);
    const asks = attempt(() => eventLaw(event.type)!.asks?.(event, moment) ?? []);
    const missing: Missing[] = [];
    const untold = new Set<string>();
    if (asks instanceof Missing) {
      missing.push(asks);
      untold.add(ALL);
    } else {
      const given: Consent[] = [];
      for (const { account, consent } of asks) {
        const found = attempt(consent);
        if (found instanceof Missing) {
          missing.push(found);
          untold.add(account);
        } else given.push(found);
      }
      if (missing.length === 0) {
        require(same(given as unknown as Json, event.consents as unknown as Json), event, "with other consents than it needs");
        require(areApart([...needed].map((party) => this.givenBy(party)!)), event, `with one key for two of ${[...needed].join(", ")}`);
      }
    }
    if (missing.length > 0) {
      if (rested || event.consents.length === 0) throw missing[0]!;
      this.excuse(event, untold, progress);
    } else if (rested) this.demandTold(event);
    if (rested && event.consents.length === 0 && eventLaw(event.type)!.frees) progress.freed.add(event.data["account"] as string);
    const freed = progress.untold.has(ALL) ? progress.freed.size > 0 : [...progress.freed].some((account) => progress.untold.has(account));
    require(!freed, event, "of a call that frees units on a consent that is not shown");
  }

  private excuse(event: Event, accounts: Set<string>, progress: BegunCall): void {
    for (const account of accounts) {
      progress.untold.add(account);
      for (const { record } of event.trails) {
        const untold = this.untold.get(record);
        if (untold === undefined) this.untold.set(record, new Set([account]));
        else untold.add(account);
      }
    }
  }

  private demandTold(event: Event): void {
    for (const { account, record } of event.consents) {
      const untold = this.untold.get(record);
      require(!(untold?.has(account) || untold?.has(ALL)), event, `on a consent of ${account} that is not shown`);
    }
  }

  /** After an event's records are what it made of them. */
  leave(shown: ShownEvent, position: number, opened: string[]): void {
    const { transaction } = this;
    const { event } = shown;
    if (isOfGenesis(event) || transaction === null) return;
    for (const record of opened) transaction.opened.add(record);
    const isLast = this.lastOf.get(event.transaction) === position;
    if (isLast || this.shown.events[position + 1]!.event.call !== event.call) this.runOut(shown);
    if (!isLast) return;
    transaction.runs.demandEnded();
    for (const progress of transaction.calls.values()) {
      progress.close();
      this.askUnshown(progress);
    }
    if (transaction.id === this.claimed) this.demandEveryCall(transaction);
  }

  private runOut(shown: ShownEvent): void {
    const { id, calls, shown: transaction } = this.transaction!;
    const call = transaction.calls.get(shown.event.call!);
    const progress = calls.get(shown.event.call!);
    if (call === undefined || progress === undefined) return;
    progress.runOut(this.momentOf(shown, call.name, progress.spoken));
    if (id === this.claimed) this.demandLaws(shown, call, progress);
  }

  private demandEveryCall({ calls, id, shown }: TransactionInProgress): void {
    for (let i = 0; i < shown.intent.calls.count; i++) {
      if (!shown.calls.has(i) || !calls.has(i)) throw new Wrong(`call ${i} of the transaction is not shown`);
    }
    const seen = this.shown.events.filter(({ event }) => event.transaction === id).length;
    if (seen !== shown.events) throw new Wrong(`${seen} of the ${shown.events} events of the transaction are shown`);
  }

  private givenBy(party: string): Given | null {
    const { parties, shown, signers: valid } = this.transaction!;
    if (!shown.intent.by.includes(party)) return null;
    const record = parties.get(party)!();
    if (record === null || record["status"] !== "active" || record["keys"] === null) return null;
    const { keys, threshold } = record["keys"] as unknown as KeyPolicy;
    const signers = new Set(keys.map(keyidOf).filter((keyid) => valid.has(keyid)));
    return signers.size >= threshold ? { signers, threshold } : null;
  }

  /** What is judged may ask for the consent of parties, which are added to those that are `needed`. */
  private momentOf({ event, tip }: ShownEvent, call: string, { alone, parties }: Spoken, needed = new Set<string>()): Moment {
    const { trails } = this;
    const given = (party: string): Given | null => (alone ? null : this.givenBy(party));
    return {
      height: event.height,
      time: tip.header.time,
      call,
      read: (record) => trails.read(record),
      seqOf: (record) => trails.seqOf(record),
      consents: (party) => parties.includes(party) || given(party) !== null,
      signed: (party) => [...((parties.includes(party) ? null : given(party))?.signers ?? [])].sort(),
      needs: (party) => void (parties.includes(party) || needed.add(party)),
      together: (several) => {
        const all = [...new Set(several)].filter((party) => !parties.includes(party)).map(given);
        return all.every((one) => one !== null) && areApart(all);
      },
      grantOf,
    };
  }
}

/** What no law says rests on no signature of its transaction, and is no known record's doing, or of one that `runs`. */
function demandRecordedConsent(event: Event, runs = doerOf(event) === null): void {
  const issuer = { "holdings.issued": "issuing", "holdings.redeemed": "redeeming" }[event.type];
  const vouched = eventLaw(event.type)?.byGrant === true && (issuer === undefined || event.data[issuer] !== undefined);
  require(vouched, event, "of a type that a call of unknown law cannot cause");
  const given = event.consents.some(({ by, kind }) => by.length > 0 && (kind === "signature" || kind === "order"));
  require(!given, event, "on a signature under a call of unknown law");
  require(runs, event, "caused by a record that acts by known calls alone");
}

function attempt<T>(compute: () => T): T | Missing {
  try {
    return compute();
  } catch (error) {
    if (error instanceof Missing) return error;
    throw error;
  }
}

function isBefore(one: number[], other: number[]): boolean {
  const at = one.findIndex((value, i) => value !== other[i]);
  return at >= 0 && one[at]! < other[at]!;
}

function where({ height, index }: Event): string {
  return `event ${index} of block ${height}`;
}

function require(holds: boolean, event: Event, message: string): asserts holds {
  if (!holds) throw new Wrong(`${where(event)} is ${message}`);
}


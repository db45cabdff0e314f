// SPDX-License-Identifier: Apache-2.0
// What a law says (spec/laws.md): what a call causes, what an event touches, and whose consent it asks.
import { type JsonObject } from "../canonical.ts";
import { type Defaults, type Fields, type Form } from "../forms.ts";
import { type Consent, type Event } from "../transactions.ts";

/** A record without its trail. */
export type Rec = JsonObject;

/** The records just before something happens, when that is, and who consents. What is not shown throws `Missing`. */
export interface Moment {
  readonly height: number;
  readonly time: number;
  readonly call: string;
  read(record: string): Rec | null;
  /** The number of the last event of a record that `read` knows. */
  seqOf(record: string): number;
  consents(party: string): boolean;
  /** The keyids of a party that consents which signed, of its policy when the transaction began, sorted; none where a decision speaks for it. */
  signed(party: string): string[];
  /** The party consents, and what is judged rests on that: together with all others of whom this is so. */
  needs(party: string): void;
  /** Whether they all consent, by keys of which none counts for two of them; nothing else is told apart from these. */
  together(parties: string[]): boolean;
  /** What the records of a record's table grant; undefined where that is nothing. */
  grantOf(record: string): Grant | undefined;
}

/** What is done to an account's units: only an order does anything but to move them as they lie. */
export type Act = "moves" | "freezes" | "thaws" | "forces" | "burns" | "recovers" | "ends";

/** What an account is asked to give or take. */
export interface Movement {
  side: Consent["side"];
  account: string;
  instrument: string;
  quantity: number;
  /** Where the units go; the account itself where they stay or end. */
  receiver: string;
  /** The record whose doing it is. */
  cause: string | null;
  act: Act;
}

/** Records by which consent was given before. */
export interface Grant {
  kind: Consent["kind"];
  /** Who consented to such a movement; refuses when nobody did. */
  by(given: Rec, movement: Movement, moment: Moment): string[];
}

export interface Caused {
  type: string;
  data: JsonObject;
}

/** What decides whether a record is touched at all: the event is the first of a holding, or an instrument is unique. */
export type Condition = { first: string } | { unique: string };

/** A record as of just before the event. */
export type Read = (record: string) => Rec | null;

export interface Touch {
  record: string;
  only?: Condition;
  /** `read`: other records, for what of them never changes. */
  fold(before: Rec | null, read: Read): Rec;
}

export interface Ask {
  account: string;
  consent(): Consent;
}

/** When an event happened, and the records just before it. */
export type At = Pick<Moment, "time" | "read">;

export type Causes = (call: JsonObject, moment: Moment) => Caused[];

/** Who consents to a call by a decision on record, and by no key; `alone`: to it nobody else consents. */
export interface Spoken {
  parties: readonly string[];
  alone: boolean;
}

export const NOBODY: Spoken = { parties: [], alone: false };

/** What a call does that carries out a decision on record. */
export interface Decision {
  /** For whom it speaks; refuses where the decision does not stand. */
  speaks(call: JsonObject, moment: Moment): Spoken;
  /** The calls that it carries out, which stand on record, as they are written there. */
  carries?(call: JsonObject, moment: Moment): JsonObject[];
}

export interface CallLaw {
  required: Fields;
  defaults: Defaults;
  feature?: string;
  /** Whether a program decides more than its law says. */
  programmed?: boolean;
  /** Which of these calls need the feature; all unless told. */
  widened?: Widened;
  causes: Causes;
  anew?: Anew;
  decision?: Decision;
}

/** What a call causes where a feature is active. */
export interface Anew {
  feature: string;
  causes: Causes;
}

export type Widened = (call: JsonObject) => boolean;

/** A record whose program begins to run in a call; `by`: the record whose program has it run, null where the call does. */
export interface Start {
  record: string;
  by: string | null;
  /** Of the program. */
  function: string;
  /** The records that it may look at. */
  shows: string[];
}

/** A record whose program runs no more, and the function that it says to have run. */
export interface End {
  record: string;
  function: string;
}

/** What an event makes of records, and whose consent it asks: nobody's, unless told. */
export interface EventRule {
  touches(event: Event, at: At): Touch[];
  asks?(event: Event, moment: Moment): Ask[];
  /** Whose program runs from here on. */
  starts?(event: Event): Start;
  /** Whose program runs no more from here on. */
  ends?(event: Event): End;
}

export interface EventLaw extends EventRule {
  object: string;
  data: Form;
  /** What it does may be vouched for by consents recorded before alone, whatever call causes it. */
  byGrant: boolean;
  /** It frees units of the account that it names, without a consent of its own. */
  frees: boolean;
  /** It is what a module notes of another's event: no call says it, and it follows from the whole state. */
  noted: boolean;
}

/** What a module says beside the forms of its calls, events and records, which are those of laws.json. */
export interface Rules {
  calls: { [name: string]: Causes };
  /** Of calls that need their feature only where they say what earlier versions did not know. */
  widened?: { [name: string]: Widened };
  /** Of calls that cause something else where a feature is active. */
  anew?: { [name: string]: Anew };
  /** Of calls that speak for a party by a decision on record. */
  decisions?: { [name: string]: Decision };
  events: { [type: string]: EventRule };
  /** Table → who consented, by a record of it. */
  grants?: { [table: string]: Grant["by"] };
}

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
  /** The party consents, and what is judged rests on that: together with all others of whom this is so. */
  needs(party: string): void;
  /** What the records of a record's table grant; undefined where that is nothing. */
  grantOf(record: string): Grant | undefined;
}

/** What is done to an account's units: only an order does anything but to move them as they lie. */
export type Act = "moves" | "freezes" | "thaws" | "forces" | "burns" | "recovers";

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

export interface CallLaw {
  required: Fields;
  defaults: Defaults;
  feature?: string;
  /** Which of these calls need the feature; all unless told. */
  widened?(call: JsonObject): boolean;
  causes(call: JsonObject, moment: Moment): Caused[];
}

export interface EventLaw {
  object: string;
  data: Form;
  touches(event: Event, at: At): Touch[];
  asks(event: Event, moment: Moment): Ask[];
  /** What it does may be vouched for by consents recorded before alone, whatever call causes it. */
  byGrant?: boolean;
  /** It frees units of the account that it names, without a consent of its own. */
  frees?: boolean;
  /** It is what a module notes of another's event: no call says it, and it follows from the whole state. */
  noted?: boolean;
}

export type Grants = { [table: string]: Grant["by"] };

/** A module whose forms are written here too. */
export interface Module {
  calls: { [name: string]: CallLaw };
  events: { [type: string]: EventLaw };
  records: { [table: string]: Form };
  grants?: Grants;
}

/** A module whose forms are those of laws.json: what its calls cause, what its events touch and ask. */
export interface Rules {
  calls: { [name: string]: CallLaw["causes"] };
  events: { [type: string]: Pick<EventLaw, "touches"> & Partial<Pick<EventLaw, "asks">> };
  grants?: Grants;
}

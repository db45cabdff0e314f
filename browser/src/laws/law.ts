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
  touches(event: Event): Touch[];
  asks(event: Event, moment: Moment): Ask[];
}

export interface Module {
  calls: { [name: string]: CallLaw };
  events: { [type: string]: EventLaw };
  records: { [table: string]: Form };
}

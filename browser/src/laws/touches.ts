// SPDX-License-Identifier: Apache-2.0
// How an event makes the record after from the record before.
import { type JsonObject } from "../canonical.ts";
import { type Event } from "../transactions.ts";
import { require } from "../wrong.ts";
import { type Read, type Rec, type Touch } from "./law.ts";

/** The record is there, and these of its fields become others. */
export function changes(record: string, change: (before: Rec, read: Read) => JsonObject): Touch[] {
  const fold = (before: Rec | null, read: Read): Rec => {
    require(before !== null, `${record} is not there`);
    return { ...before, ...change(before, read) };
  };
  return [{ record, fold }];
}

/** The record is not there, and becomes this. */
export function creates(record: string, value: Rec): Touch[] {
  const fold = (before: Rec | null): Rec => {
    require(before === null, `${record} is there already`);
    return value;
  };
  return [{ record, fold }];
}

/** As `creates`, where the record may be there already and then changes. */
export function makes(record: string, change: (before: Rec | null) => Rec): Touch[] {
  return [{ record, fold: change }];
}

/** Who gave the last of an event's consents; it must carry one. */
export function givenBy({ consents }: Event): string[] {
  const last = consents.at(-1);
  require(last !== undefined, "the event carries no consent");
  return last.by;
}

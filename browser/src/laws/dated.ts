// SPDX-License-Identifier: Apache-2.0
// Policy as dated entries: which is in force, what is to come. Each is in force from a time, or from a day, on.
import { type JsonObject } from "../canonical.ts";
import { require } from "../wrong.ts";

export interface Dated extends JsonObject {
  since: number;
}

/** From when on an entry is in force. */
type Since<E> = (entry: E) => number;

export const SCHEDULED_MAX = 8;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The last entry whose time has come; null when none has. */
export function inForce<E extends Dated>(entries: E[], time: number): E | null {
  return lastBy(entries, time, ({ since }) => since);
}

export function lastBy<E>(entries: E[], time: number, since: Since<E>): E | null {
  return entries.findLast((entry) => since(entry) <= time) ?? null;
}

/** With one more entry. What was to come after it is decided anew; what is over stays in the trail alone. */
export function scheduled<E extends Dated>(entries: E[], entry: E, now: number): E[] {
  return replaced(entries, entry, now, ({ since }) => since);
}

/** The same, of entries that are in force from a day on, or from a time. */
export function replaced<E>(entries: E[], entry: E, now: number, since: Since<E>): E[] {
  const past = since(entry) <= now ? [] : entries.filter((one) => since(one) <= now);
  const between = entries.filter((one) => now < since(one) && since(one) < since(entry));
  require(between.length < SCHEDULED_MAX, "too much is scheduled");
  return [...past.slice(-1), ...between, entry];
}

/** The day of a time, counted from 1970-01-01, where the day begins so many minutes before midnight UTC. */
export function dayOf(time: number, offset: number): number {
  return Math.floor((time + offset * MINUTE_MS) / DAY_MS);
}

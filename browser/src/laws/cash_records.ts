// SPDX-License-Identifier: Apache-2.0
// spec/laws.md, Cash: currencies with their policies, vaults with their backing, what wallets use and earn.
import { type JsonObject } from "../canonical.ts";
import { INTEGER_MAX } from "../forms.ts";
import { require } from "../wrong.ts";
import { dayOf, inForce, lastBy, replaced, type Dated } from "./dated.ts";
import { divided, exact, plus } from "./exact.ts";
import { type Rec } from "./law.ts";

/** A year has 365 days, and rates are in millionths. */
const YEAR_PPM = 365_000_000n;

export const currencyPath = (instrument: string): string => `cash/currency/${instrument}`;
export const vaultPath = (account: string, instrument: string): string => `cash/vault/${account}/${instrument}`;
export const walletPath = (account: string, instrument: string): string => `cash/wallet/${account}/${instrument}`;
export const usagePath = (account: string, instrument: string): string => `cash/usage/${account}/${instrument}`;

interface DayEntry extends Dated {
  offset_min: number;
}

/** A class of wallets: of a sub-wallet neither is known. */
interface Class extends JsonObject {
  grade: string | null;
  kind: string | null;
}

interface RateEntry extends Class {
  day: number;
  rate_ppm: number;
  index: number;
}

export interface Currency extends JsonObject {
  instrument: string;
  days: DayEntry[];
  limits: (Class & Dated)[];
  rates: RateEntry[];
}

export interface Usage extends JsonObject {
  account: string;
  instrument: string;
  balance: number;
  day: number;
  today: number;
  year: number;
  this_year: number;
  index: number;
  earned: number;
  fraction: number;
}

/** Days since 1970-01-01 of a time, by the offset in force then. */
export function today({ days }: Currency, time: number): number {
  return dayOf(time, (inForce(days, time) ?? days[0]!).offset_min);
}

/** Millionths times days that a class has earned by the begin of a day; 0 while no rate was ever in force. */
export function indexOn({ rates }: Currency, day: number, grade: string | null, kind: string | null): number {
  const entries = rates.filter((one) => isOf(one, grade, kind));
  const entry = lastBy(entries, day, (one) => one.day) ?? entries[0];
  if (entry === undefined) return 0;
  return exact(BigInt(entry.index) + BigInt(entry.rate_ppm) * BigInt(Math.max(day, entry.day) - entry.day));
}

export function withDay(currency: Currency, entry: DayEntry, now: number): JsonObject {
  return { days: replaced(currency.days, entry, now, ({ since }) => since) };
}

export function withLimits({ limits }: Currency, entry: Class & Dated, now: number): JsonObject {
  const ofClass = limits.filter((one) => isOf(one, entry.grade, entry.kind));
  const others = limits.filter((one) => !ofClass.includes(one));
  return { limits: [...others, ...replaced(ofClass, entry, now, ({ since }) => since)] };
}

export function withRate(currency: Currency, said: Omit<RateEntry, "index">, now: number): JsonObject {
  const { day, grade, kind } = said as RateEntry;
  const entry = { ...said, index: indexOn(currency, day, grade, kind) } as RateEntry;
  const ofClass = currency.rates.filter((one) => isOf(one, grade, kind));
  const others = currency.rates.filter((one) => !ofClass.includes(one));
  return { rates: [...others, ...replaced(ofClass, entry, today(currency, now), (one) => one.day)] };
}

function isOf(one: Class, grade: string | null, kind: string | null): boolean {
  return one.grade === grade && one.kind === kind;
}

/** After backing was taken or given back. */
export function withBacking(vault: Rec, change: number): JsonObject {
  const backed = plus(vault["backed"] as number, change);
  require(backed >= (vault["issued"] as number), "backing that is in use");
  return { backed };
}

/** After units were issued into a vault, or redeemed out of it. */
export function drawn(vault: Rec, change: number): JsonObject {
  const issued = plus(vault["issued"] as number, change);
  require(issued <= (vault["backed"] as number), "more units than are backed");
  require(issued >= 0, "units that were not issued there");
  return { issued };
}

export function freshUsage(account: string, instrument: string, index: number): Usage {
  return { account, instrument, balance: 0, day: 0, today: 0, year: 0, this_year: 0, index, earned: 0, fraction: 0 };
}

/** With the interest earned up to an index on the balance, rounded down; what is below a unit is kept. */
export function accrued(usage: Usage, index: number): Usage {
  if (index <= usage.index) return usage;
  const grown = BigInt(usage.fraction) + BigInt(usage.balance) * (BigInt(index) - BigInt(usage.index));
  const [units, fraction] = divided(grown, YEAR_PPM);
  return { ...usage, index, earned: capped(BigInt(usage.earned) + units), fraction: Number(fraction) };
}

/** After the balance changed and so much was paid. A day that goes back does not begin anew. */
export function counted(before: Usage, change: number, spent: number, day: number, year: number, index: number): Usage {
  const usage = { ...accrued(before, index), balance: plus(before.balance, change) };
  if (spent === 0) return usage;
  const [paid, paidThisYear] = [day <= before.day ? before.today : 0, year <= before.year ? before.this_year : 0];
  return {
    ...usage,
    day: Math.max(day, before.day),
    today: capped(BigInt(paid) + BigInt(spent)),
    year: Math.max(year, before.year),
    this_year: capped(BigInt(paidThisYear) + BigInt(spent)),
  };
}

function capped(value: bigint): number {
  return value > BigInt(INTEGER_MAX) ? INTEGER_MAX : exact(value);
}

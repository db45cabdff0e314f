// SPDX-License-Identifier: Apache-2.0
// spec/laws.md, Holdings: what movements make of a holding, its line of freezes, the supply, the title and the book.
import { type JsonObject } from "../canonical.ts";
import { INTEGER_MAX } from "../forms.ts";
import { require } from "../wrong.ts";
import { type Rec, type Touch } from "./law.ts";
import { changes, creates, makes } from "./touches.ts";

/** What a whole freeze orders: more than any holding has. */
export const WHOLE = INTEGER_MAX;

export type Part = "free" | "held" | "pledged" | "frozen";

export interface Order extends JsonObject {
  freeze: string;
  ordered: number;
  taken: number;
}

export interface Holding extends JsonObject {
  account: string;
  instrument: string;
  free: number;
  held: number;
  pledged: number;
  frozen: number;
  line: Order[];
}

export const PARTS: Part[] = ["free", "held", "pledged", "frozen"];
export const LINE_MAX = 64;

export const holdingPath = (account: string, instrument: string): string => `holdings/holding/${account}/${instrument}`;
export const encumbrancePath = (encumbrance: string): string => `holdings/encumbrance/${encumbrance}`;
export const mandatePath = (mandate: string): string => `holdings/mandate/${mandate}`;
export const bookPath = (account: string): string => `holdings/book/${account}`;
export const titlePath = (instrument: string): string => `holdings/title/${instrument}`;
const supplyPath = (instrument: string): string => `holdings/supply/${instrument}`;

export function madeIfAbsent(before: Rec | null, account: string, instrument: string): Holding {
  return (before ?? { account, instrument, free: 0, held: 0, pledged: 0, frozen: 0, line: [] }) as Holding;
}

/** Freezes in line take from what is free, in their order, what each still lacks. */
export function served(holding: Holding): Holding {
  let { free, frozen } = holding;
  const line = holding.line.map((order) => {
    const taken = Math.min(free, order.ordered - order.taken);
    free -= taken;
    frozen += taken;
    return { ...order, taken: order.taken + taken };
  });
  return { ...holding, free, frozen, line };
}

function moved(holding: Holding, from: Part, to: Part, quantity: number): Holding {
  require(holding[from] >= quantity, `not enough ${from} units`);
  const less = { ...holding, [from]: holding[from] - quantity };
  return { ...less, [to]: less[to] + quantity };
}

/** Units leave a part. */
export function delivers(account: string, instrument: string, part: Part, quantity: number): Touch[] {
  return makes(holdingPath(account, instrument), (before) => {
    const holding = madeIfAbsent(before, account, instrument);
    require(holding[part] >= quantity, `not enough ${part} units`);
    return { ...holding, [part]: holding[part] - quantity };
  });
}

/** Units come in; the first event of a holding is booked. */
export function receives(account: string, instrument: string, quantity: number): Touch[] {
  const record = holdingPath(account, instrument);
  const book = booked(account).map((touch) => ({ ...touch, only: { first: record } }));
  const fold = (before: Rec | null): Rec => {
    const holding = madeIfAbsent(before, account, instrument);
    const whole = BigInt(holding.free) + BigInt(holding.held) + BigInt(holding.pledged) + BigInt(holding.frozen);
    require(whole + BigInt(quantity) <= BigInt(INTEGER_MAX), "more units than can be counted");
    return served({ ...holding, free: holding.free + quantity });
  };
  return [{ record, fold }, ...book];
}

export function booked(account: string, more = 1): Touch[] {
  return makes(bookPath(account), (before) => {
    const lines = ((before?.["lines"] as number | undefined) ?? 0) + more;
    return { account, lines };
  });
}

/** Units of a holding that is there go from one part to another. */
export function reserves(account: string, instrument: string, from: Part, to: Part, quantity: number): Touch[] {
  return changes(holdingPath(account, instrument), (before) => {
    const holding = moved(before as Holding, from, to, quantity);
    return to === "free" ? served(holding) : holding;
  });
}

export function queues(account: string, instrument: string, freeze: string, ordered: number): Touch[] {
  return makes(holdingPath(account, instrument), (before) => {
    const holding = madeIfAbsent(before, account, instrument);
    require(holding.line.length < LINE_MAX, "the line of freezes is full");
    return served({ ...holding, line: [...holding.line, { freeze, ordered, taken: 0 }] });
  });
}

export function leavesLine(account: string, instrument: string, freeze: string): Touch[] {
  return changes(holdingPath(account, instrument), (before) => {
    const holding = before as Holding;
    const order = holding.line.find((one) => one.freeze === freeze);
    require(order !== undefined, `${freeze} is not in the line of freezes`);
    const line = holding.line.filter((one) => one !== order);
    return served({ ...moved(holding, "frozen", "free", order.taken), line });
  });
}

export function supplies(instrument: string, change: number): Touch[] {
  return makes(supplyPath(instrument), (before) => {
    const outstanding = ((before?.["outstanding"] as number | undefined) ?? 0) + change;
    require(outstanding >= 0 && outstanding <= INTEGER_MAX, "a supply that cannot be");
    return { instrument, outstanding };
  });
}

function ofUnique(instrument: string, touches: Touch[]): Touch[] {
  return touches.map((touch) => ({ ...touch, only: { unique: instrument } }));
}

export function titleBegins(instrument: string, account: string, parents: string[]): Touch[] {
  return ofUnique(instrument, creates(titlePath(instrument), { account, instrument, parents }));
}

export function titlePasses(instrument: string, account: string | null): Touch[] {
  return ofUnique(instrument, changes(titlePath(instrument), () => ({ account })));
}

/** A hold or a mandate under which units moved. */
export function used(giving: string, quantity: number): Touch[] {
  if (giving.startsWith(encumbrancePath(""))) {
    return changes(giving, (before) => {
      if (before["kind"] === "freeze" && before["quantity"] === WHOLE) return {};
      const rest = (before["quantity"] as number) - quantity;
      require(rest >= 0, "more than is reserved");
      return { quantity: rest, status: rest === 0 ? "executed" : before["status"]! };
    });
  }
  if (!giving.startsWith(mandatePath(""))) return [];
  return changes(giving, (before) => ({ moved: Math.min((before["moved"] as number) + quantity, INTEGER_MAX) }));
}

/** So much of what is reserved is free again. */
export function lifts(encumbrance: string, quantity: number): Touch[] {
  return changes(encumbrancePath(encumbrance), (before) => {
    const rest = (before["quantity"] as number) - quantity;
    require(rest >= 0, "more than is reserved");
    return { quantity: rest, status: rest === 0 ? "released" : before["status"]! };
  });
}

export function releases(encumbrance: string): Touch[] {
  return changes(encumbrancePath(encumbrance), () => ({ quantity: 0, status: "released" }));
}

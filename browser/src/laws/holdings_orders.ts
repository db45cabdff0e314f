// SPDX-License-Identifier: Apache-2.0
// spec/laws.md, Holdings: what moves, ends or is recovered under an order, part by part.
import { type JsonObject } from "../canonical.ts";
import { INTEGER_MAX } from "../forms.ts";
import { type Event } from "../transactions.ts";
import { require } from "../wrong.ts";
import { accountPath, there } from "./authority.ts";
import { orderOf } from "./consents.ts";
import {
  booked, encumbrancePath, holdingPath, LINE_MAX, madeIfAbsent, PARTS, receives, served, supplies, titlePasses, used, WHOLE,
  type Holding, type Order, type Part,
} from "./holdings_folds.ts";
import { type EventRule, type Moment, type Read, type Rec, type Touch } from "./law.ts";
import { changes, makes } from "./touches.ts";

interface Taken extends JsonObject {
  encumbrance: string;
  quantity: number;
}

interface Ordered {
  free: number;
  instrument: string;
  order: string;
  taken: Taken[];
}

interface Recovery extends Holding {
  encumbrances: string[];
  receiver: string;
  sender: string;
}

const PART_OF: { [kind: string]: Part } = { hold: "held", pledge: "pledged" };

const orderedIn = ({ data }: Event): Ordered => data as unknown as Ordered;
const recoveryIn = ({ data }: Event): Recovery => data as unknown as Recovery;

/** As a number: beyond what can be counted it is no longer exact, and no holding takes it. */
function total({ free, taken }: Ordered): number {
  return Number(taken.reduce((sum, one) => sum + BigInt(one.quantity), BigInt(free)));
}

function demandSome(ordered: Ordered): void {
  require(total(ordered) > 0, "an order that names no unit");
}

/** The units that a holding loses: free ones, and those that encumbrances have. */
function deprives(account: string, { free, instrument, taken }: Ordered): Touch[] {
  return changes(holdingPath(account, instrument), (before, read) => {
    const holding = less(before as Holding, "free", free);
    return taken.reduce((rest, one) => deprived(rest, one, read), holding);
  });
}

function less(holding: Holding, part: Part, quantity: number): Holding {
  require(holding[part] >= quantity, `not enough ${part} units`);
  return { ...holding, [part]: holding[part] - quantity };
}

function deprived(holding: Holding, { encumbrance, quantity }: Taken, read: Read): Holding {
  const record = read(encumbrancePath(encumbrance));
  require(record !== null, `${encumbrance} is not there`);
  const part = PART_OF[record["kind"] as string];
  if (part !== undefined) return less(holding, part, quantity);
  const order = holding.line.find(({ freeze }) => freeze === encumbrance);
  require(order !== undefined && order.taken >= quantity, `${encumbrance} has not frozen so much`);
  const line = holding.line.map((one) => (one === order ? shortened(one, quantity) : one)).filter(({ ordered }) => ordered > 0);
  return { ...less(holding, "frozen", quantity), line };
}

function shortened(order: Order, quantity: number): Order {
  return { ...order, ordered: order.ordered === WHOLE ? WHOLE : order.ordered - quantity, taken: order.taken - quantity };
}

function cuts({ taken }: Ordered): Touch[] {
  return taken.flatMap(({ encumbrance, quantity }) => used(encumbrancePath(encumbrance), quantity));
}

/**
 * Each once, active, on this holding; of holds and pledges none that a module reserved for itself, unless all that the
 * account has moves and a record keeps it without an end.
 */
function named(moment: Moment, account: string, instrument: string, names: string[], moves = false): Rec[] {
  require(new Set(names).size === names.length, "an encumbrance that is named twice");
  return names.map((name) => {
    const record = there(moment, encumbrancePath(name));
    require(record["status"] === "active", `${name} is not active`);
    require(record["account"] === account && record["instrument"] === instrument, `${name} stands elsewhere`);
    const along = moves && record["kind"] === "hold" && record["expires"] === null;
    require(along || record["kind"] === "freeze" || !name.includes("/"), `${name} is a module's own`);
    return record;
  });
}

function demandReserved(moment: Moment, account: string, { instrument, taken }: Ordered): void {
  const found = named(moment, account, instrument, taken.map(({ encumbrance }) => encumbrance));
  found.forEach((record, i) => require(taken[i]!.quantity <= (record["quantity"] as number), "more than is reserved"));
}

function sumOf(found: Rec[], kind: string): bigint {
  return found.filter((one) => one["kind"] === kind).reduce((sum, one) => sum + BigInt(one["quantity"] as number), 0n);
}

/** The encumbrances add up to the parts, and the freezes are the line. */
function demandWhole({ frozen, held, line, pledged }: Recovery, found: Rec[]): void {
  const whole = sumOf(found, "hold") === BigInt(held) && sumOf(found, "pledge") === BigInt(pledged);
  const taken = line.reduce((sum, order) => sum + BigInt(order.taken), 0n);
  const freezes = found.filter((one) => one["kind"] === "freeze");
  const inLine = freezes.length === line.length && freezes.every((one, i) => one["encumbrance"] === line[i]!.freeze && one["quantity"] === line[i]!.ordered);
  require(whole && taken === BigInt(frozen) && inLine, "a recovery that leaves something out");
}

function sameUnits(one: Holding, other: Holding): boolean {
  const line = one.line.every((order, i) => PARTS_OF_LINE.every((name) => order[name] === other.line[i]?.[name]));
  return PARTS.every((part) => one[part] === other[part]) && one.line.length === other.line.length && line;
}

const PARTS_OF_LINE = ["freeze", "ordered", "taken"];

function joined(holding: Holding, arriving: Recovery): Holding {
  const waits = holding.line.some(({ ordered, taken }) => taken < ordered);
  require(!waits || arriving.frozen === 0, "frozen units that would pass a freeze that waits");
  const line = [...holding.line, ...arriving.line];
  require(line.length <= LINE_MAX, "the line of freezes is full");
  const whole = [...PARTS, ...PARTS].reduce((sum, part, i) => sum + BigInt(i < PARTS.length ? holding[part] : arriving[part]), 0n);
  require(whole <= BigInt(INTEGER_MAX), "more units than can be counted");
  const sums = Object.fromEntries(PARTS.map((part) => [part, holding[part] + arriving[part]]));
  return served({ ...holding, ...sums, line });
}

export const byOrder: { [type: string]: EventRule } = {
  "holdings.forced": {
    touches: (event) => {
      const ordered = orderedIn(event);
      const { receiver, sender } = recoveryIn(event);
      const arrives = receives(receiver, ordered.instrument, total(ordered));
      return [...deprives(sender, ordered), ...arrives, ...cuts(ordered), ...titlePasses(ordered.instrument, receiver)];
    },
    asks: (event, moment) => {
      const { receiver, sender } = recoveryIn(event);
      require(sender !== receiver, "a forced transfer from an account to itself");
      demandSome(orderedIn(event));
      demandReserved(moment, sender, orderedIn(event));
      return [orderOf(moment, event, sender, "gives", "forces"), orderOf(moment, event, receiver, "takes", "forces")];
    },
  },
  "holdings.burned": {
    touches: (event) => {
      const ordered = orderedIn(event);
      const lost = deprives(event.data["account"] as string, ordered);
      return [...lost, ...supplies(ordered.instrument, -total(ordered)), ...cuts(ordered), ...titlePasses(ordered.instrument, null)];
    },
    asks: (event, moment) => {
      const account = event.data["account"] as string;
      demandSome(orderedIn(event));
      demandReserved(moment, account, orderedIn(event));
      return [orderOf(moment, event, account, "gives", "burns")];
    },
  },
  "holdings.recovered": {
    touches: (event) => {
      const recovery = recoveryIn(event);
      const { encumbrances, instrument, receiver, sender } = recovery;
      const leaves = makes(holdingPath(sender, instrument), (before) => {
        const empty = madeIfAbsent(null, sender, instrument);
        require(sameUnits(madeIfAbsent(before, sender, instrument), recovery), "a recovery of other units than there are");
        return empty;
      });
      const arrives = makes(holdingPath(receiver, instrument), (before) => joined(madeIfAbsent(before, receiver, instrument), recovery));
      const stand = encumbrances.flatMap((name) => changes(encumbrancePath(name), () => ({ account: receiver })));
      return [...leaves, ...arrives, ...stand, ...titlePasses(instrument, receiver), ...booked(receiver, 1 + encumbrances.length)];
    },
    asks: (event, moment) => {
      const recovery = recoveryIn(event);
      const { encumbrances, instrument, line, receiver, sender } = recovery;
      require(sender !== receiver, "a recovery from an account to itself");
      const [from, to] = [sender, receiver].map((account) => there(moment, accountPath(account))["holder"]);
      require(from === to, "a recovery to an account of somebody else");
      require(line.length > 0 || PARTS.some((part) => recovery[part] > 0), "a recovery of nothing");
      demandWhole(recovery, named(moment, sender, instrument, encumbrances, true));
      return [orderOf(moment, event, sender, "gives", "recovers"), orderOf(moment, event, receiver, "takes", "recovers")];
    },
  },
};

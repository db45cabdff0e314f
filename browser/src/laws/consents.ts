// SPDX-License-Identifier: Apache-2.0
// spec/laws.md, Consent under a record: a hold, a mandate or an order under which an account gives or takes.
import { type Consent, type Event } from "../transactions.ts";
import { require } from "../wrong.ts";
import { accountPath, acts, demandOpen, keeperAgrees, signatureInMovement, there } from "./authority.ts";
import { encumbrancePath, WHOLE } from "./holdings_folds.ts";
import { type Act, type Ask, type Grant, type Moment, type Movement, type Rec } from "./law.ts";

/** Under `record` if the event names one, else by signature. */
export function consentUnder(moment: Moment, event: Event, account: string, side: Consent["side"], record: string | null, part = event.data["part"] as string): Ask {
  if (record === null) return signatureInMovement(moment, account, side);
  return { account, consent: () => granted(moment, movementOf(event, account, side, "moves"), record, part) };
}

/** Under an order, a record that grants this act. */
export function orderOf(moment: Moment, event: Event, account: string, side: Consent["side"], act: Act): Ask {
  return { account, consent: () => granted(moment, movementOf(event, account, side, act), event.data["order"] as string) };
}

/** Under an order, of what its event does not say itself. */
export function underOrder(moment: Moment, movement: Movement, record: string): Ask {
  return { account: movement.account, consent: () => granted(moment, movement, record) };
}

/** What an event asks of an account. A freeze and its end are of all that the event orders, and its order's doing. */
function movementOf({ data }: Event, account: string, side: Consent["side"], act: Act): Movement {
  const cause = (data["cause"] ?? data["order"] ?? null) as string | null;
  const receiver = (data["receiver"] ?? account) as string;
  return { side, account, instrument: data["instrument"] as string, quantity: quantityOf(data), receiver, cause, act };
}

function quantityOf(data: Rec): number {
  if (Object.hasOwn(data, "quantity")) return (data["quantity"] as number | null) ?? WHOLE;
  const taken = (data["taken"] ?? []) as { quantity: number }[];
  const parts = ["free", "held", "pledged", "frozen"].map((part) => (data[part] ?? 0) as number);
  return Number([...parts, ...taken.map(({ quantity }) => quantity)].reduce((sum, one) => sum + BigInt(one), 0n));
}

/** The part of a holding that an encumbrance of a kind is about, as far as units move under it. */
const PART_OF: { [kind: string]: string } = { hold: "held", pledge: "pledged" };

/** Whoever agreed that units move agreed to no more: what else is done to them takes an order. */
function granted(moment: Moment, movement: Movement, record: string, part = "free"): Consent {
  const grant = moment.grantOf(record);
  const given = moment.read(record);
  require(grant !== undefined && given !== null, `${record} is no consent to a movement`);
  require(movement.act === "moves" || grant.kind === "order", `${record} is no order`);
  // The terms of an instrument bind its own units, and nothing else that their holder has.
  require(grant.kind !== "rule" || given["instrument"] === movement.instrument, `${record} is about other units`);
  if (grant.kind === "mandate") demandMovable(there(moment, accountPath(movement.account)), movement.side, record);
  if (record.startsWith(encumbrancePath("")) && movement.side === "gives") {
    require(part === PART_OF[given["kind"] as string], `units out of the ${part} part under a ${given["kind"]}`);
  }
  const by = grant.by(given, movement, moment);
  return { account: movement.account, by, kind: grant.kind, record, seq: moment.seqOf(record), side: movement.side };
}

/**
 * Whatever was agreed before, nothing moves under it where the record that moved the account has ended, and an account
 * into which its own record alone brings things takes in by that, by orders and by the terms of instruments.
 */
function demandMovable(account: Rec, side: Consent["side"], record: string): void {
  demandOpen(account);
  const own = account["incoming"] !== "record" || account["moved_by"] === record;
  require(side === "gives" || own, "an account that takes nothing in");
}

/** The pledgor agreed that it is enforced by now, to this account; and the keeper agrees, if there is one. */
function demandEnforceable(moment: Moment, pledge: Rec, receiver: string): void {
  const from = pledge["enforceable_from"] as number | undefined;
  const to = pledge["enforceable_to"] as string[] | undefined;
  require(from !== undefined && moment.time >= from, "a pledge that cannot be enforced yet");
  require(to === undefined || to.includes(receiver), "an account that the pledge does not name");
  require(keeperAgrees(moment, pledge), "the pledge's keeper does not consent");
}

/** What its account does under a mandate. */
export function sideOf(mandate: Rec): Consent["side"] {
  return mandate["takes"] === true ? "takes" : "gives";
}

/** Consents that units move, and to nothing else. */
export const movements: { [table: string]: Grant["by"] } = {
  "holdings/encumbrance": (hold, { side, account, instrument, quantity, receiver, cause }, moment) => {
    require(hold["status"] === "active", "no active hold or pledge");
    require(side === "gives" && hold["account"] === account && hold["instrument"] === instrument, "a hold of something else");
    require(acts(moment, hold["executor"] as string, cause), "the hold's executor does not act");
    require(hold["expires"] === null || moment.time < (hold["expires"] as number), "the hold has expired");
    if (hold["kind"] === "pledge") demandEnforceable(moment, hold, receiver);
    require(quantity <= (hold["quantity"] as number), "more than the hold reserves");
    return hold["granted_by"] as string[];
  },
  "holdings/mandate": (mandate, { side, account, instrument, quantity, receiver, cause }, moment) => {
    require(mandate["status"] === "active", "no active mandate");
    require(side === sideOf(mandate) && mandate["account"] === account, "a mandate over something else");
    const executor = mandate["executor"] as string;
    const brings = mandate["takes"] === true && (cause ?? "").startsWith(`${executor}/`);
    require(brings || acts(moment, executor, cause), "the mandate's executor does not act");
    require(mandate["expires"] === null || moment.time < (mandate["expires"] as number), "the mandate has expired");
    require(mandate["instrument"] === null || mandate["instrument"] === instrument, "a mandate over another instrument");
    const receivers = mandate["receivers"] as string[] | null;
    require(receivers === null || receivers.includes(receiver), "a receiver that the mandate does not name");
    const moved = (mandate["moved"] as number) + quantity;
    require(mandate["quantity"] === null || moved <= (mandate["quantity"] as number), "more than the mandate allows");
    return mandate["granted_by"] as string[];
  },
};

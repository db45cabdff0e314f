// SPDX-License-Identifier: Apache-2.0
// spec/laws.md, Supervision: orders, what their scope names, and the consent that one stands for.
import { type JsonObject } from "../canonical.ts";
import { asPolicy, unsound } from "../keys.ts";
import { require } from "../wrong.ts";
import { accountPath, instrumentPath, partyPath, there } from "./authority.ts";
import { plus } from "./exact.ts";
import { TABLES } from "./forms_data.ts";
import { encumbrancePath, WHOLE } from "./holdings_folds.ts";
import { type Grant, type Moment, type Movement } from "./law.ts";
import { orderPath, seizureOf, sharesOf, type Seizure, type Victim } from "./supervision_records.ts";

/** How far an order goes: each kind names some of these. */
export interface Scope extends JsonObject {
  party?: string;
  account?: string;
  instrument?: string;
  quantity?: number;
  share_ppm?: number;
  receiver?: string;
  freeze?: string;
  keys?: JsonObject;
  seizure?: string;
  cash?: string;
  price?: number;
  victims?: Victim[];
  reserved_for?: string;
}

export interface Order extends JsonObject {
  order: string;
  kind: string;
  authority: string;
  checker: string | null;
  eyes: string[];
  reference: string;
  document: string;
  scope: Scope;
  subjects: string[];
  given: number;
  expires: number;
  status: string;
  done: number;
  renewed: boolean;
  answer: string | null;
}

export const SCOPE = [
  "party", "account", "instrument", "quantity", "share_ppm", "receiver", "freeze", "keys", "seizure", "cash", "price", "victims", "reserved_for",
];
/** Kinds of order whose effect lasts until it is lifted or runs out. */
export const STANDING = ["freeze", "suspend", "limit"];

export function orderOf(moment: Moment, order: string): Order {
  return there(moment, orderPath(order)) as Order;
}

/** The encumbrance that a freeze under an order is. */
export function freezeOf(order: string): string {
  return `supervision/${order}`;
}

/** The order under which a freeze stands; null: none of this module. */
export function orderedBy(executor: string): string | null {
  return executor.startsWith(orderPath("")) ? executor.slice(orderPath("").length) : null;
}

function demandShape(kind: string, scope: Scope): void {
  const { either, maybe } = TABLES.order_scopes[kind]!;
  const named = Object.keys(scope);
  const fits = either.some(
    (needed) => needed.every((name) => named.includes(name)) && named.every((name) => needed.includes(name) || maybe.includes(name)),
  );
  require(fits, `no scope of an order of kind ${kind}`);
}

/** What an order touches, the thing itself first. */
export function subjectsOf(moment: Moment, kind: string, scope: Scope): string[] {
  demandShape(kind, scope);
  const wrong = scope.keys === undefined ? null : unsound(asPolicy(scope.keys));
  require(wrong === null, wrong ?? "");
  if (scope.seizure !== undefined) return subjectsOfSeizure(moment, scope.seizure, scope.victims ?? []);
  if (scope.account !== undefined) {
    const holder = there(moment, accountPath(scope.account))["holder"] as string;
    return [accountPath(scope.account), partyPath(holder)];
  }
  const subject = scope.party === undefined ? instrumentPath(scope.instrument ?? "") : partyPath(scope.party);
  there(moment, subject);
  return [subject];
}

function subjectsOfSeizure(moment: Moment, name: string, victims: Victim[]): string[] {
  const seizure = seizureOf(moment, name);
  const accounts = victims.map(({ account }) => account);
  require(new Set(accounts).size === accounts.length, "a victim stands twice");
  for (const account of accounts) there(moment, accountPath(account));
  const others = accounts.filter((account) => account !== seizure.account).map(accountPath);
  return [accountPath(seizure.account), partyPath(seizure.holder), ...others];
}

/** The order, which must be of this kind and can be carried out now. */
export function inForceNow(moment: Moment, order: string, kind: string): Order {
  const record = orderOf(moment, order);
  require(record.kind === kind, `${order} is no order of kind ${kind}`);
  require(record.status === "in_force", `${order} is not in force`);
  require(moment.time < record.expires, `the time of ${order} is over`);
  return record;
}

/** After so many more units were seized or burned; it is carried out when all were. */
export function after(order: Order, quantity: number): JsonObject {
  const done = plus(order.done, quantity);
  const whole = order.scope.quantity ?? done;
  require(done <= whole, "more than is ordered");
  return { done, status: done === whole ? "carried_out" : order.status };
}

/** The authority, and who checked, consent to what was ordered, in its time, for the accounts it is about. */
export const grantsOfOrder: Grant["by"] = (given, movement, moment) => {
  const order = given as Order;
  // What an order ends is another record, which the movement names; all else is the order's own doing.
  require(movement.cause === orderPath(order.order) || movement.act === "ends", "an order of something else");
  if (order.kind === "freeze" && movement.act === "thaws") {
    require(order.status === "carried_out" && moment.time >= order.expires, "the time of the freeze is not over");
  } else {
    require(order.status === "in_force", "the order is not in force");
    require(moment.time < order.expires, "the time of the order is over");
  }
  require(covers(order, movement, moment), "more than is ordered");
  return order.checker === null ? [order.authority] : [order.authority, order.checker];
};

/** Whether it orders that an account gives or takes so. */
function covers(order: Order, movement: Movement, moment: Moment): boolean {
  const { kind, scope } = order;
  const { account, act, instrument, quantity, receiver, side } = movement;
  const meant = account === scope.account && instrument === scope.instrument;
  const within = BigInt(order.done) + BigInt(quantity) <= BigInt(scope.quantity ?? 0);
  const between = account === (side === "gives" ? scope.account : scope.receiver) && receiver === scope.receiver;
  switch (kind) {
    case "end":
      return act === "ends" && account === scope.account && (scope.reserved_for ?? movement.cause) === movement.cause;
    case "freeze": {
      if (act !== "thaws") return meant && act === "freezes" && quantity === (scope.quantity ?? WHOLE);
      const freeze = there(moment, encumbrancePath(freezeOf(order.order)));
      return account === freeze["account"] && instrument === freeze["instrument"];
    }
    case "thaw":
      return meant && act === "thaws";
    case "burn":
      return meant && act === "burns" && within;
    case "seize":
      return between && instrument === scope.instrument && act === "forces" && within;
    case "recover":
      return between && act === "recovers";
    default:
      return scope.seizure !== undefined && disposes(order, seizureOf(moment, scope.seizure), movement);
  }
}

/** Whether it orders that what was seized, or money for it, changes accounts so. */
function disposes({ kind, scope }: Order, seizure: Seizure, { account, act, instrument, quantity, receiver, side }: Movement): boolean {
  const gives = side === "gives";
  if (kind === "return") {
    const due = sharesOf(scope.quantity ?? 0, scope.victims ?? []).some((share) => share.account === receiver && share.quantity === quantity);
    return due && account === (gives ? seizure.state : receiver) && act === "forces" && instrument === scope.instrument;
  }
  if (kind !== "sell" || act !== "moves") return false;
  if (instrument === seizure.instrument) return account === (gives ? seizure.state : receiver) && quantity === scope.quantity;
  return instrument === scope.cash && quantity >= (scope.price ?? 0) && !gives && account === seizure.state;
}

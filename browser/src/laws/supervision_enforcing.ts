// SPDX-License-Identifier: Apache-2.0
// What an order does when it is carried out, and what is undone when its time is over.
import { type JsonObject } from "../canonical.ts";
import { require } from "../wrong.ts";
import { accountPath, demandOpen, demandTwo, instrumentPath, partyPath, there } from "./authority.ts";
import { sumOf } from "./exact.ts";
import { activeEncumbrance, givenBack } from "./holdings_calls.ts";
import { encumbrancePath, holdingPath, WHOLE } from "./holdings_folds.ts";
import { type Caused, type Causes, type Moment, type Rec } from "./law.ts";
import { endedUnder, instructionPath } from "./settlement.ts";
import { pick } from "./shapes.ts";
import { freezeOf, inForceNow, orderedBy, orderOf, type Order } from "./supervision_order.ts";
import { demandLeft, filePath, orderPath, policyOf, seizureOf, sharesOf, type File } from "./supervision_records.ts";

interface Taken extends JsonObject {
  encumbrance: string;
  quantity: number;
}

function done(order: Order, call: JsonObject, ends: string | null = null, subjects = order.subjects): Caused {
  return { type: "supervision.carried_out", data: { ...pick(order, "order", "kind"), by: call["by"]!, ends, subjects } };
}

/** What an order says of a movement that is its doing. */
function byOrder(order: Order): JsonObject {
  const path = orderPath(order.order);
  return { order: path, cause: path, reference: order.reference };
}

/** What is said of an order where a freeze begins or ends under it. */
function underOrder(order: Order): JsonObject {
  return { supervisor: order.authority, legal_reference: order.reference, document: order.document, order: orderPath(order.order) };
}

function unfrozen(order: Order, found: Rec): Caused {
  const quantity = found["quantity"] === WHOLE ? null : found["quantity"]!;
  return { type: "holdings.unfrozen", data: { ...pick(found, "encumbrance", "account", "instrument"), quantity, ...underOrder(order) } };
}

/** The party gave the order, or the policy in force sets it above who did. */
export function demandSay(moment: Moment, by: string, order: Order): void {
  if (by !== order.authority) require(policyOf(moment).superiors.includes(by), `${by} has no say in ${order.order}`);
}

/** An authority may end, or take from, what was frozen by itself or by one below it. */
function demandEnd(moment: Moment, authority: string, freeze: Rec): void {
  const executor = freeze["executor"] as string;
  const by = orderedBy(executor);
  if (by !== null) demandSay(moment, authority, orderOf(moment, by));
  else if (executor !== authority) require(policyOf(moment).superiors.includes(authority), `${authority} has no say in a freeze`);
}

/** What an authority takes of units that another froze, it may take: who froze first comes first. */
function demandFirst(moment: Moment, order: Order, taken: Taken[]): void {
  for (const { encumbrance } of taken) {
    const found = there(moment, encumbrancePath(encumbrance));
    if (found["kind"] === "freeze") demandEnd(moment, order.authority, found);
  }
}

/** No earlier order to freeze the same units waits: freezes come in the order of their orders. */
function demandTurn(moment: Moment, order: Order): void {
  const { waiting } = there(moment, filePath(order.subjects[0]!)) as File;
  const own = waiting.findIndex((one) => one.order === order.order);
  const before = own < 0 ? waiting : waiting.slice(0, own);
  const waits = before.some((one) => one.instrument === order.scope.instrument && one.expires > moment.time);
  require(!waits, "a freeze out of its turn");
}

const freeze: Causes = (call, moment) => {
  const order = inForceNow(moment, call["order"] as string, "freeze");
  demandTurn(moment, order);
  const { account, instrument, quantity = null } = order.scope;
  const data = { encumbrance: freezeOf(order.order), account: account!, instrument: instrument!, quantity, ...underOrder(order) };
  return [{ type: "holdings.frozen", data }, done(order, call)];
};

const thaw: Causes = (call, moment) => {
  const order = inForceNow(moment, call["order"] as string, "thaw");
  const found = activeEncumbrance(moment, order.scope.freeze ?? "", "freeze");
  demandEnd(moment, order.authority, found);
  return [unfrozen(order, found), done(order, call, orderedBy(found["executor"] as string))];
};

function quantityOf(call: JsonObject): number {
  return Number(sumOf([call["free"] as number, ...(call["taken"] as Taken[]).map(({ quantity }) => quantity)]));
}

const seize: Causes = (call, moment) => {
  const order = inForceNow(moment, call["order"] as string, "seize");
  demandFirst(moment, order, call["taken"] as Taken[]);
  const { account, instrument, receiver } = order.scope as { account: string; instrument: string; receiver: string };
  const forced = { sender: account, receiver, instrument, ...pick(call, "free", "taken"), ...byOrder(order) };
  const holder = there(moment, accountPath(account))["holder"]!;
  const said = { ...pick(call, "order", "by"), subjects: order.subjects, account, holder, receiver, instrument };
  return [{ type: "holdings.forced", data: forced }, { type: "supervision.seized", data: { ...said, quantity: quantityOf(call) } }];
};

const burn: Causes = (call, moment) => {
  const order = inForceNow(moment, call["order"] as string, "burn");
  demandFirst(moment, order, call["taken"] as Taken[]);
  const what = pick(order.scope, "account", "instrument");
  const burned = { ...what, ...pick(call, "free", "taken"), ...byOrder(order) };
  const said = { ...pick(call, "order", "by"), subjects: order.subjects, ...what, quantity: quantityOf(call) };
  return [{ type: "holdings.burned", data: burned }, { type: "supervision.burnt", data: said }];
};

const renewKeys: Causes = (call, moment) => {
  const order = inForceNow(moment, call["order"] as string, "recover");
  const { account, keys } = order.scope;
  require(keys !== undefined && !order.renewed, "no new keys that are still to come in force");
  const party = there(moment, accountPath(account!))["holder"]!;
  const said = { order: order.order, by: call["registrar"]!, subjects: order.subjects };
  const rotated = { party, keys, registrar: call["registrar"]! };
  return [{ type: "parties.keys_rotated", data: rotated }, { type: "supervision.keys_renewed", data: said }];
};

const recover: Causes = (call, moment) => {
  const order = inForceNow(moment, call["order"] as string, "recover");
  require(order.scope.keys === undefined || order.renewed, "new keys that are still to come in force");
  const { account, receiver } = order.scope as { account: string; receiver: string };
  const path = orderPath(order.order);
  const recovered = (call["holdings"] as JsonObject[]).map((one): Caused => {
    const held = pick(there(moment, holdingPath(account, one["instrument"] as string)), "free", "held", "pledged", "frozen", "line");
    const said = { sender: account, receiver, ...pick(one, "instrument"), encumbrances: one["encumbrances"] ?? [], order: path, cause: path };
    return { type: "holdings.recovered", data: { ...said, ...held } };
  });
  const subjects = [...order.subjects, accountPath(receiver)];
  if (recovered.length === 0) {
    // All moved in the steps before; without any, nothing would be recovered.
    const begun = moment.read(filePath(accountPath(account)))?.["recovering"] === order.order;
    require(begun && call["more"] !== true, "a recovery of nothing");
  }
  if (call["more"] !== true) return [...recovered, done(order, call, null, subjects)];
  return [...recovered, { type: "supervision.recovered_in_part", data: { ...pick(call, "order", "by"), subjects, account } }];
};

const end: Causes = (call, moment) => {
  const order = inForceNow(moment, call["order"] as string, "end");
  const { account, reserved_for: meant } = order.scope as { account: string; reserved_for?: string };
  const records = call["records"] as string[];
  const ended = records.flatMap((record) => {
    require(meant === undefined || meant === record, "an end of something else");
    require(record.startsWith(instructionPath("")), "no record for which units are reserved");
    return endedUnder(moment, record, account, orderPath(order.order));
  });
  const said = { ...pick(call, "order", "by", "records"), subjects: order.subjects, account, complete: meant !== undefined };
  return [...ended, { type: "supervision.ended", data: said }];
};

/** An instrument that was active is suspended, or the other way round. */
function turned(moment: Moment, order: Order, instrument: string, before: "active" | "suspended", by: string): Caused {
  require(there(moment, instrumentPath(instrument))["status"] === before, `${instrument} is not ${before}`);
  const status = before === "active" ? "suspended" : "active";
  return { type: "instruments.status_changed", data: { instrument, previous_status: before, status, by, reason: order.reference } };
}

const suspend: Causes = (call, moment) => {
  const order = inForceNow(moment, call["order"] as string, "suspend");
  return [suspended(moment, order), done(order, call)];
};

function suspended(moment: Moment, order: Order): Caused {
  const { authority, document, reference, scope } = order;
  if (scope.party !== undefined) {
    demandTwo(scope.party, authority);
    require(there(moment, partyPath(scope.party))["status"] === "active", "the party is suspended");
    return { type: "parties.suspended", data: { party: scope.party, by: authority, reference, document } };
  }
  if (scope.account !== undefined) {
    const account = there(moment, accountPath(scope.account));
    demandOpen(account);
    const { custodian, status, suspended_by } = account;
    const takesOver = suspended_by === custodian && suspended_by !== authority;
    require(status !== "suspended" || takesOver, "the account is suspended");
    return { type: "parties.account_suspended", data: { account: scope.account, by: authority, reference } };
  }
  return turned(moment, order, scope.instrument!, "active", authority);
}

const resume: Causes = (call, moment) => {
  const order = inForceNow(moment, call["order"] as string, "resume");
  const file = moment.read(filePath(order.subjects[0]!)) as File | null;
  const under = file?.suspended ?? null;
  if (under !== null) demandSay(moment, order.authority, orderOf(moment, under));
  return [resumed(moment, order, order.authority), done(order, call, under)];
};

/** The subject of an order is no longer suspended. */
function resumed(moment: Moment, order: Order, by: string): Caused {
  const { document, reference, scope } = order;
  if (scope.party !== undefined) {
    require(there(moment, partyPath(scope.party))["status"] === "suspended", "the party is not suspended");
    return { type: "parties.reinstated", data: { party: scope.party, by, reference, document } };
  }
  if (scope.account !== undefined) {
    require(there(moment, accountPath(scope.account))["status"] === "suspended", "the account is not suspended");
    return { type: "parties.account_reinstated", data: { account: scope.account, by, reference } };
  }
  return turned(moment, order, scope.instrument!, "suspended", by);
}

/** What stood under an order until its time was over. */
export function undone(moment: Moment, order: Order, by: string | null): Caused[] {
  if (order.kind === "suspend") return [resumed(moment, order, by ?? "")];
  if (order.kind !== "freeze") return [];
  const found = there(moment, encumbrancePath(freezeOf(order.order)));
  return found["status"] === "active" ? [unfrozen(order, found)] : [];
}

const setLimit: Causes = (call, moment) => {
  const order = inForceNow(moment, call["order"] as string, "limit");
  const { account = null, instrument, party = null, quantity = null, share_ppm = null } = order.scope;
  const said = { ...pick(call, "order", "by"), ...pick(order, "subjects", "expires") };
  return [{ type: "supervision.limited", data: { ...said, instrument: instrument!, account, party, quantity, share_ppm } }];
};

const answer: Causes = (call, moment) => {
  const order = orderOf(moment, call["order"] as string);
  require(order.kind === "disclose", "no demand for disclosure");
  require(order.status === "in_force" || order.status === "expired", "the order is not in force");
  const said = { ...pick(call, "order", "document"), party: order.scope.party!, subjects: order.subjects };
  return [{ type: "supervision.answered", data: { ...said, late: moment.time >= order.expires } }];
};

const sell: Causes = (call, moment) => {
  const order = inForceNow(moment, call["order"] as string, "sell");
  const { cash, price = 0, quantity = 0 } = order.scope;
  const seizure = seizureOf(moment, order.scope.seizure!);
  const { instrument, state } = seizure;
  demandLeft(seizure, instrument, quantity);
  const hold = activeEncumbrance(moment, call["hold"] as string, "hold");
  const paid = hold["quantity"] as number;
  const money = hold["instrument"] as string;
  const path = orderPath(order.order);
  require(hold["executor"] === path && money === cash && money !== instrument && paid >= price, "a hold of something else");
  const [buyer, payer] = [call["receiver"], hold["account"]].map((account) => there(moment, accountPath(account as string))["holder"]);
  require(buyer === payer, "an account of somebody else than the buyer");
  const by = { taking: path, cause: path, reference: order.reference };
  const first = { sender: hold["account"]!, receiver: state, instrument: money, quantity: paid, part: "held" };
  const second = { sender: state, receiver: call["receiver"]!, instrument, quantity, part: "free" };
  const said = { ...pick(call, "order", "by", "receiver"), subjects: order.subjects, seizure: seizure.seizure, state, instrument, quantity };
  return [
    { type: "holdings.transferred", data: { ...first, giving: encumbrancePath(call["hold"] as string), ...by } },
    { type: "holdings.transferred", data: { ...second, giving: path, ...by } },
    { type: "supervision.sold", data: { ...said, cash: money, price: paid } },
  ];
};

const giveBack: Causes = (call, moment) => {
  const order = orderOf(moment, call["order"] as string);
  require(order.kind === "sell", "no order of sale");
  const pending = order.status === "proposed" || order.status === "in_force";
  require(!pending || moment.time >= order.expires, "the sale is not over");
  const path = orderPath(order.order);
  require(activeEncumbrance(moment, call["hold"] as string, "hold")["executor"] === path, "a hold of something else");
  return givenBack(moment, call["hold"] as string, path);
};

const returnToVictims: Causes = (call, moment) => {
  const order = inForceNow(moment, call["order"] as string, "return");
  const { instrument, quantity = 0, victims = [] } = order.scope;
  const seizure = seizureOf(moment, order.scope.seizure!);
  demandLeft(seizure, instrument!, quantity);
  const shares = sharesOf(quantity, victims);
  const forced = shares.map((share): Caused => {
    const units = { sender: seizure.state, receiver: share.account, instrument: instrument!, free: share.quantity, taken: [] };
    return { type: "holdings.forced", data: { ...units, ...byOrder(order) } };
  });
  const whole = Number(sumOf(shares.map((share) => share.quantity)));
  const said = { ...pick(call, "order", "by"), subjects: order.subjects, ...pick(seizure, "seizure", "state"), instrument: instrument! };
  return [...forced, { type: "supervision.returned", data: { ...said, quantity: whole, shares, residue: quantity - whole } }];
};

export const enforcing: { [name: string]: Causes } = {
  "supervision.freeze": freeze,
  "supervision.thaw": thaw,
  "supervision.seize": seize,
  "supervision.burn": burn,
  "supervision.renew_keys": renewKeys,
  "supervision.recover": recover,
  "supervision.end": end,
  "supervision.suspend": suspend,
  "supervision.resume": resume,
  "supervision.set_limit": setLimit,
  "supervision.answer": answer,
  "supervision.sell": sell,
  "supervision.give_back": giveBack,
  "supervision.return_to_victims": returnToVictims,
};

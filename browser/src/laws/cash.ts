// SPDX-License-Identifier: Apache-2.0
// The law of cash: currencies, vaults and wallets; requests that are paid, services that are prepaid, interest.
import { type JsonObject } from "../canonical.ts";
import { type Event } from "../transactions.ts";
import { require } from "../wrong.ts";
import { accountPath, demandConsent, demandIssuer, demandRole, demandStanding, instrumentPath, signature, there } from "./authority.ts";
import {
  accrued, counted, currencyPath, drawn, freshUsage, indexOn, today, usagePath, vaultPath, walletPath, withBacking, withDay, withLimits,
  withRate, type Currency, type Usage,
} from "./cash_records.ts";
import { plus, sumOf } from "./exact.ts";
import { activeEncumbrance, givenBack } from "./holdings_calls.ts";
import { encumbrancePath, mandatePath } from "./holdings_folds.ts";
import { type Ask, type Caused, type EventRule, type Moment, type Rec, type Rules, type Touch } from "./law.ts";
import { pick } from "./shapes.ts";
import { changes, creates, givenBy } from "./touches.ts";

type Texts = { [name: string]: string };

const requestPath = (request: string): string => `cash/request/${request}`;
const prepaidPath = (contract: string): string => `cash/prepaid/${contract}`;

function currencyOf(moment: Moment, instrument: string): Currency {
  return there(moment, currencyPath(instrument)) as Currency;
}

function one(type: string, data: JsonObject): Caused {
  return { type, data };
}

function since(call: JsonObject, moment: Moment): number {
  const time = (call["since"] ?? moment.time) as number;
  require(time >= moment.time, "a policy of the past");
  return time;
}

/** The active hold, which must be for that record and of exactly so much. */
function heldFor(moment: Moment, hold: string, executor: string, quantity: bigint): Rec {
  const held = activeEncumbrance(moment, hold, "hold");
  require(held["executor"] === executor && BigInt(held["quantity"] as number) === quantity, "a hold of something else");
  return held;
}

function running(moment: Moment, contract: string): Rec {
  const record = there(moment, prepaidPath(contract));
  require(record["status"] === "running", "the contract is not running");
  return record;
}

function backToPayer(call: JsonObject, moment: Moment): Caused[] {
  const contract = call["contract"] as string;
  return givenBack(moment, running(moment, contract)["hold"] as string, prepaidPath(contract));
}

/** What a wallet has earned by today, and the index up to which. */
function earned(moment: Moment, account: string, instrument: string): { due: number; index: number; wallet: Rec } {
  const wallet = there(moment, walletPath(account, instrument));
  require(wallet["parent"] === null, "a sub-wallet");
  const currency = currencyOf(moment, instrument);
  const index = indexOn(currency, today(currency, moment.time), wallet["grade"] as string, wallet["kind"] as string);
  const due = accrued(there(moment, usagePath(account, instrument)) as Usage, index).earned;
  require(due > 0, "nothing is earned");
  return { due, index, wallet };
}

/** The bank keeps the account, is an operating bank still, and consents. */
function demandBank(moment: Moment, account: string, bank: string): void {
  require(there(moment, accountPath(account))["custodian"] === bank, `${bank} does not keep the account`);
  demandRole(moment, bank, "operating_bank");
}

function demandHolderOfBoth(moment: Moment, account: string, parent: string): void {
  const [one, other] = [account, parent].map((each) => there(moment, accountPath(each))["holder"]);
  require(one === other, "a sub-wallet of another holder");
}

/** What an issuer decides about its currency. */
function policy(change: (before: Currency, event: Event, time: number) => JsonObject): EventRule {
  return {
    touches: (event, { time }) => changes(currencyPath(event.data["instrument"] as string), (before) => change(before as Currency, event, time)),
    asks: byIssuer,
  };
}

function byIssuer({ data }: Event, moment: Moment): Ask[] {
  demandIssuer(moment, data["instrument"] as string);
  return [];
}

function ofVault({ data }: Event, change: (before: Rec) => JsonObject): Touch[] {
  return changes(vaultPath(data["account"] as string, data["instrument"] as string), change);
}

function ofUsage(account: string, instrument: string, change: (before: Usage) => JsonObject): Touch[] {
  return changes(usagePath(account, instrument), (before) => change(before as Usage));
}

function backing(sign: 1 | -1): EventRule {
  return { touches: (event) => ofVault(event, (before) => withBacking(before, sign * (event.data["quantity"] as number))), asks: byIssuer };
}

function ofRequest({ data }: Event, status: string): Touch[] {
  return changes(requestPath(data["request"] as string), () => ({ status }));
}

const refunds: EventRule["touches"] = ({ data }) => changes(prepaidPath(data["contract"] as string), () => ({ status: "refunded" }));

export const cash: Rules = {
  calls: {
    "cash.adopt": (call, { time }) => [one("cash.adopted", { ...pick(call, "instrument", "offset_min"), time })],
    "cash.set_day": (call, moment) => [one("cash.day_set", { ...pick(call, "instrument", "offset_min"), since: since(call, moment) })],
    "cash.set_limits": (call, moment) => {
      const said = pick(call, "instrument", "grade", "kind", "balance", "single", "daily", "annual");
      return [one("cash.limits_set", { ...said, since: since(call, moment) })];
    },
    "cash.set_rate": (call, moment) => {
      const day = today(currencyOf(moment, call["instrument"] as string), moment.time);
      require((call["day"] as number) > day, "a rate of the past");
      return [one("cash.rate_set", pick(call, "instrument", "day", "grade", "kind", "rate_ppm"))];
    },
    "cash.open_vault": (call, moment) => {
      currencyOf(moment, call["instrument"] as string);
      const bank = there(moment, accountPath(call["account"] as string))["holder"]!;
      return [one("cash.vault_opened", { ...pick(call, "account", "instrument"), bank })];
    },
    "cash.back": (call) => [one("cash.backed", pick(call, "account", "instrument", "quantity", "document", "reference"))],
    "cash.retire": (call) => [one("cash.retired", pick(call, "account", "instrument", "quantity", "document", "reference"))],
    "cash.open_wallet": (call, moment) => {
      const { grade, instrument, kind, vault } = call as Texts;
      const currency = currencyOf(moment, instrument!);
      const bank = there(moment, vaultPath(vault!, instrument!))["bank"]!;
      const index = indexOn(currency, today(currency, moment.time), grade!, kind!);
      return [one("cash.wallet_opened", { ...pick(call, "account", "instrument", "grade", "kind", "commitment"), bank, index })];
    },
    "cash.open_sub_wallet": (call, moment) => {
      const parent = there(moment, walletPath(call["parent"] as string, call["instrument"] as string));
      require(parent["parent"] === null, "a sub-wallet of a sub-wallet");
      return [one("cash.sub_wallet_opened", { ...pick(call, "account", "instrument", "parent"), bank: parent["bank"]! })];
    },
    "cash.reclassify": (call, moment) => {
      const { account, grade, instrument } = call as Texts;
      const wallet = there(moment, walletPath(account!, instrument!));
      require(wallet["parent"] === null, "a sub-wallet, which has no class");
      const currency = currencyOf(moment, instrument!);
      const day = today(currency, moment.time);
      const kind = wallet["kind"] as string;
      const earned_to = indexOn(currency, day, wallet["grade"] as string, kind);
      const index = indexOn(currency, day, grade!, kind);
      return [one("cash.reclassified", { ...pick(call, "account", "instrument", "grade", "commitment"), bank: wallet["bank"]!, earned_to, index })];
    },
    "cash.request_payment": (call, moment) => {
      there(moment, walletPath(call["account"] as string, call["instrument"] as string));
      require((call["expires"] as number) > moment.time, "an expiry that has passed");
      return [one("cash.requested", pick(call, "request", "account", "payer", "instrument", "quantity", "expires", "reference"))];
    },
    "cash.pay": (call, moment) => {
      const path = requestPath(call["request"] as string);
      const request = there(moment, path);
      require(isPayable(request, moment), "the request is not open");
      const hold = heldFor(moment, call["hold"] as string, path, BigInt(request["quantity"] as number));
      require(request["payer"] === null || request["payer"] === hold["account"], "a request to somebody else");
      const sender = hold["account"]!;
      const moved = { sender, receiver: request["account"]!, ...pick(request, "instrument", "quantity", "reference") };
      return [heldMoves(moved, call["hold"] as string, path), one("cash.paid", { ...pick(call, "request"), sender })];
    },
    "cash.withdraw_request": (call, moment) => {
      require(there(moment, requestPath(call["request"] as string))["status"] === "requested", "the request is not open");
      return [one("cash.withdrawn", pick(call, "request"))];
    },
    "cash.give_back": (call, moment) => {
      const path = requestPath(call["request"] as string);
      require(!isPayable(there(moment, path), moment), "the request is open");
      require(activeEncumbrance(moment, call["hold"] as string, "hold")["executor"] === path, "a hold of something else");
      return givenBack(moment, call["hold"] as string, path);
    },
    "cash.prepay": (call, moment) => {
      const whole = sumOf(call["instalments"] as number[]);
      const hold = heldFor(moment, call["hold"] as string, prepaidPath(call["contract"] as string), whole);
      for (const account of [hold["account"], call["merchant"]]) there(moment, walletPath(account as string, hold["instrument"] as string));
      const said = pick(call, "contract", "merchant", "instalments", "confirmer", "hold", "reference");
      return [one("cash.prepaid", { ...said, ...pick(hold, "account", "instrument"), expires: hold["expires"] || moment.time })];
    },
    "cash.confirm": (call, moment) => {
      const contract = running(moment, call["contract"] as string);
      const confirmed = contract["confirmed"] as number;
      require(call["instalment"] === confirmed + 1, "not the next instalment");
      const hold = contract["hold"] as string;
      const sender = there(moment, encumbrancePath(hold))["account"]!;
      const quantity = (contract["instalments"] as number[])[confirmed]!;
      const moved = { sender, receiver: contract["merchant"]!, quantity, ...pick(contract, "instrument", "reference") };
      const path = prepaidPath(call["contract"] as string);
      return [heldMoves(moved, hold, path), one("cash.confirmed", pick(call, "contract", "instalment", "by"))];
    },
    "cash.refund": (call, moment) => [...backToPayer(call, moment), one("cash.refunded", pick(call, "contract"))],
    "cash.order_refund": (call, moment) => {
      const data = { ...pick(call, "contract", "supervisor", "document"), legal_reference: call["reference"]! };
      return [...backToPayer(call, moment), one("cash.refund_ordered", data)];
    },
    "cash.pay_interest": (call, moment) => {
      const { account, instrument, mandate } = call as Texts;
      const { due, index, wallet } = earned(moment, account!, instrument!);
      const sender = there(moment, mandatePath(mandate!))["account"] as string;
      require(there(moment, vaultPath(sender, instrument!))["bank"] === wallet["bank"], "a vault of another bank");
      const by = { giving: mandatePath(mandate!), taking: walletPath(account!, instrument!), cause: currencyPath(instrument!) };
      const moved = { sender, receiver: account!, instrument: instrument!, quantity: due, part: "free", reference: "", ...by };
      return [one("holdings.transferred", moved), one("cash.interest_paid", { ...pick(call, "account", "instrument"), quantity: due, index })];
    },
  },
  events: {
    "cash.adopted": {
      touches: ({ data }) => {
        const days = [{ since: data["time"]!, offset_min: data["offset_min"]! }];
        return creates(currencyPath(data["instrument"] as string), { ...pick(data, "instrument"), days, limits: [], rates: [] });
      },
      asks: (event, moment) => {
        require(there(moment, instrumentPath(event.data["instrument"] as string))["kind"] === "cash", "an instrument that is no cash");
        return byIssuer(event, moment);
      },
    },
    "cash.day_set": policy((before, { data }, time) => withDay(before, pick(data, "since", "offset_min") as Currency["days"][0], time)),
    "cash.limits_set": policy((before, { data }, time) => {
      const entry = pick(data, "since", "grade", "kind", "balance", "single", "daily", "annual");
      return withLimits(before, entry as Currency["limits"][0], time);
    }),
    "cash.rate_set": policy((before, { data }, time) => withRate(before, pick(data, "day", "grade", "kind", "rate_ppm") as Currency["rates"][0], time)),
    "cash.vault_opened": {
      touches: ({ data }) => {
        const vault = { ...pick(data, "account", "instrument", "bank"), backed: 0, issued: 0 };
        return creates(vaultPath(data["account"] as string, data["instrument"] as string), vault);
      },
      asks: ({ data }, moment) => {
        demandIssuer(moment, data["instrument"] as string);
        demandRole(moment, data["bank"] as string, "operating_bank");
        return [];
      },
    },
    "cash.backed": backing(1),
    "cash.retired": backing(-1),
    "cash.wallet_opened": {
      touches: (event) => {
        const { account, instrument } = event.data as Texts;
        const said = pick(event.data, "account", "instrument", "bank", "grade", "kind", "commitment");
        const usage = freshUsage(account!, instrument!, event.data["index"] as number);
        return [
          ...creates(walletPath(account!, instrument!), { ...said, parent: null, agreed_by: givenBy(event) }),
          ...creates(usagePath(account!, instrument!), usage),
        ];
      },
      asks: ({ data }, moment) => {
        demandBank(moment, data["account"] as string, data["bank"] as string);
        return [signature(moment, data["account"] as string, "takes")];
      },
    },
    "cash.sub_wallet_opened": {
      touches: ({ data }) => {
        const wallet = { ...pick(data, "account", "instrument", "bank", "parent"), grade: null, kind: null, commitment: null, agreed_by: [] };
        return creates(walletPath(data["account"] as string, data["instrument"] as string), wallet);
      },
      asks: ({ data }, moment) => {
        demandBank(moment, data["account"] as string, data["bank"] as string);
        demandHolderOfBoth(moment, data["account"] as string, data["parent"] as string);
        return [signature(moment, data["account"] as string, "gives")];
      },
    },
    "cash.reclassified": {
      touches: ({ data }) => {
        const { account, instrument } = data as Texts;
        const { earned_to, index } = data as { [name: string]: number };
        return [
          ...changes(walletPath(account!, instrument!), () => pick(data, "grade", "commitment")),
          ...ofUsage(account!, instrument!, (before) => ({ ...accrued(before, earned_to!), index: index! })),
        ];
      },
      asks: ({ data }, moment) => {
        demandBank(moment, data["account"] as string, data["bank"] as string);
        return [];
      },
    },
    "cash.drawn": { touches: (event) => ofVault(event, (before) => drawn(before, event.data["change"] as number)) },
    "cash.counted": {
      touches: ({ data }) => {
        const { instrument, receiver, sender } = data as { instrument: string; receiver: string | null; sender: string | null };
        const { day, quantity, receiver_index, sender_index, year } = data as { [name: string]: number };
        const spent = receiver === null ? 0 : quantity!;
        const paid = (before: Usage): Usage => counted(before, -quantity!, spent, day!, year!, sender_index!);
        const got = (before: Usage): Usage => counted(before, quantity!, 0, day!, year!, receiver_index!);
        return [
          ...(sender === null ? [] : ofUsage(sender, instrument, paid)),
          ...(receiver === null ? [] : ofUsage(receiver, instrument, got)),
        ];
      },
    },
    "cash.requested": {
      touches: (event) => {
        const said = pick(event.data, "request", "account", "payer", "instrument", "quantity", "expires", "reference");
        return creates(requestPath(event.data["request"] as string), { ...said, agreed_by: givenBy(event), status: "requested" });
      },
      asks: ({ data }, moment) => [signature(moment, data["account"] as string, "gives"), signature(moment, data["account"] as string, "takes")],
    },
    "cash.paid": { touches: (event) => ofRequest(event, "paid") },
    "cash.withdrawn": {
      touches: (event) => ofRequest(event, "withdrawn"),
      asks: ({ data }, moment) => [signature(moment, there(moment, requestPath(data["request"] as string))["account"] as string, "gives")],
    },
    "cash.prepaid": {
      touches: (event) =>
        creates(prepaidPath(event.data["contract"] as string), { ...event.data, agreed_by: givenBy(event), confirmed: 0, status: "running" }),
      asks: ({ data }, moment) => {
        const { account, confirmer, merchant } = data as { account: string; confirmer: string | null; merchant: string };
        if (confirmer !== null) demandStanding(moment, confirmer);
        return [signature(moment, account, "gives"), signature(moment, merchant, "gives"), signature(moment, merchant, "takes")];
      },
    },
    "cash.confirmed": {
      touches: ({ data }) =>
        changes(prepaidPath(data["contract"] as string), (before) => {
          const last = data["instalment"] === (before["instalments"] as number[]).length;
          return { confirmed: data["instalment"]!, status: last ? "performed" : "running" };
        }),
      asks: ({ data }, moment) => {
        const contract = there(moment, prepaidPath(data["contract"] as string));
        const by = data["by"] as string | null;
        if (by === null) return [signature(moment, contract["account"] as string, "gives")];
        require(by === contract["confirmer"], `${by} is not the confirmer`);
        demandConsent(moment, by);
        return [];
      },
    },
    "cash.refunded": {
      touches: refunds,
      asks: ({ data }, moment) => {
        const contract = there(moment, prepaidPath(data["contract"] as string));
        return moment.time >= (contract["expires"] as number) ? [] : [signature(moment, contract["merchant"] as string, "gives")];
      },
    },
    "cash.refund_ordered": {
      touches: refunds,
      asks: ({ data }, moment) => {
        demandRole(moment, data["supervisor"] as string, "supervisor");
        return [];
      },
    },
    "cash.interest_paid": {
      touches: ({ data }) =>
        ofUsage(data["account"] as string, data["instrument"] as string, (before) => {
          const usage = accrued(before, data["index"] as number);
          return { ...usage, earned: plus(usage.earned, -(data["quantity"] as number)) };
        }),
      asks: ({ data }, moment) => {
        demandConsent(moment, there(moment, walletPath(data["account"] as string, data["instrument"] as string))["bank"] as string);
        return [];
      },
    },
  },
  grants: {
    "cash/request": (request, { side, account, instrument, quantity, cause }, moment) => {
      const meant = side === "takes" && account === request["account"] && instrument === request["instrument"] && quantity === request["quantity"];
      require(meant && cause === requestPath(request["request"] as string), "a request of something else");
      require(isPayable(request, moment), "the request is not open");
      return request["agreed_by"] as string[];
    },
    "cash/prepaid": (contract, { side, account, instrument, quantity, cause }) => {
      const next = contract["status"] === "running" ? (contract["instalments"] as number[])[contract["confirmed"] as number] : 0;
      const meant = side === "takes" && account === contract["merchant"] && instrument === contract["instrument"] && quantity === next;
      require(meant && cause === prepaidPath(contract["contract"] as string), "not the next instalment of the contract");
      return contract["agreed_by"] as string[];
    },
    "cash/wallet": (wallet, { side, account, instrument, cause }) => {
      const meant = side === "takes" && account === wallet["account"] && instrument === wallet["instrument"];
      require(meant && cause === currencyPath(wallet["instrument"] as string), "no interest of the wallet's currency");
      return wallet["agreed_by"] as string[];
    },
  },
};

function isPayable(request: Rec, { time }: Moment): boolean {
  return request["status"] === "requested" && time < (request["expires"] as number);
}

/** Units move out of a hold, by the doing of a record that takes them. */
function heldMoves(moved: JsonObject, hold: string, record: string): Caused {
  return one("holdings.transferred", { ...moved, part: "held", giving: encumbrancePath(hold), taking: record, cause: record });
}

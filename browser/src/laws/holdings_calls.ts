// SPDX-License-Identifier: Apache-2.0
// What the calls of holdings cause.
import { type JsonObject } from "../canonical.ts";
import { flag, hash, identifier, list, oneOf, orNull, positive, text, time } from "../forms.ts";
import { require } from "../wrong.ts";
import { instrumentPath, there } from "./authority.ts";
import { encumbrancePath, mandatePath, WHOLE } from "./holdings_folds.ts";
import { type CallLaw, type Caused, type Moment, type Rec } from "./law.ts";
import { actor, name200, pick, pickThere, reason200, sealed } from "./shapes.ts";

function one(type: string, data: JsonObject): Caused[] {
  return [{ type, data }];
}

/** An active hold, pledge or freeze. */
export function activeEncumbrance(moment: Moment, encumbrance: string, kind: string): Rec {
  const record = there(moment, encumbrancePath(encumbrance));
  require(record["kind"] === kind && record["status"] === "active", `${encumbrance} is no active ${kind}`);
  return record;
}

/** What a hold still has is free again where it stands, by the doing of a record; nothing of one that is over. */
export function givenBack(moment: Moment, hold: string, cause: string): Caused[] {
  const record = there(moment, encumbrancePath(hold));
  if (record["status"] !== "active") return [];
  return one("holdings.released", { ...pick(record, "account", "instrument", "quantity"), cause, encumbrance: hold });
}

const reference: CallLaw["defaults"] = { reference: [name200, ""], ...sealed };
const units = { instrument: text, quantity: positive };
const SUPERVISED = { supervisor: text, reference: reason200, document: hash };

/** So many units, or all that there are. */
const some: CallLaw["defaults"] = { quantity: [orNull(positive), null], ...sealed };
const WIDENED = "widened_holdings";

/** What a pledge says of a keeper and of its enforcement. */
function termsOf(call: JsonObject): JsonObject {
  const terms = pickThere(call, "enforceable_from", "enforceable_to", "keeper");
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== null));
}

/** The expiry that a call gives is still to come. */
function demandToCome(expires: number | null, moment: Moment): void {
  require(expires === null || expires > moment.time, "an expiry that has passed");
}

function transferred(data: JsonObject): Caused[] {
  return one("holdings.transferred", { cause: null, giving: null, part: "free", taking: null, ...data });
}

export const holdingsCalls: { [name: string]: CallLaw } = {
  "holdings.issue": {
    required: { ...units, account: text },
    defaults: reference,
    causes: (call) => one("holdings.issued", { ...pick(call, "account", "instrument", "quantity", "reference"), parents: [] }),
  },
  "holdings.redeem": {
    required: { ...units, account: text },
    defaults: reference,
    causes: (call) => one("holdings.redeemed", pick(call, "account", "instrument", "quantity", "reference")),
  },
  "holdings.correct": {
    required: { ...units, account: text, change: oneOf("adds", "removes"), checker: text, document: hash, maker: text, reason: reason200 },
    defaults: sealed,
    causes: (call, moment) => {
      require(there(moment, instrumentPath(call["instrument"] as string))["unique"] === false, "a correction of a unique instrument");
      return one("holdings.corrected", pick(call, "account", "change", "checker", "document", "instrument", "maker", "quantity", "reason"));
    },
  },
  "holdings.transfer": {
    required: { ...units, receiver: text, sender: text },
    defaults: reference,
    causes: (call) => transferred(pick(call, "instrument", "quantity", "receiver", "reference", "sender")),
  },
  "holdings.hold": {
    required: { ...units, account: text, executor: actor, expires: time, hold: identifier },
    defaults: reference,
    causes: (call, moment) => {
      demandToCome(call["expires"] as number, moment);
      const data = pick(call, "account", "executor", "expires", "instrument", "quantity", "reference");
      return one("holdings.held", { ...data, cause: null, encumbrance: call["hold"]! });
    },
  },
  "holdings.execute_hold": {
    required: { hold: text, quantity: positive, receiver: text },
    defaults: sealed,
    causes: (call, moment) => {
      const hold = activeEncumbrance(moment, call["hold"] as string, "hold");
      const data = { ...pick(call, "quantity", "receiver"), ...pick(hold, "instrument", "reference"), sender: hold["account"]! };
      return transferred({ ...data, part: "held", giving: encumbrancePath(call["hold"] as string) });
    },
  },
  "holdings.release_hold": {
    required: { hold: text },
    defaults: sealed,
    causes: (call, moment) => {
      const hold = activeEncumbrance(moment, call["hold"] as string, "hold");
      return one("holdings.released", { ...pick(hold, "account", "encumbrance", "instrument", "quantity"), cause: null });
    },
  },
  "holdings.pledge": {
    required: { ...units, account: text, pledge: identifier, pledgee: actor },
    defaults: {
      enforceable_from: [orNull(time), null],
      enforceable_to: [orNull(list(identifier, 1, 64)), null],
      keeper: [orNull(text), null],
      ...reference,
    },
    feature: WIDENED,
    widened: (call) => Object.keys(termsOf(call)).length > 0,
    causes: (call) => {
      const data = { ...pick(call, "account", "instrument", "quantity", "reference"), ...termsOf(call) };
      return one("holdings.pledged", { ...data, cause: null, encumbrance: call["pledge"]!, executor: call["pledgee"]!, expires: null });
    },
  },
  "holdings.release_pledge": {
    required: { pledge: text },
    defaults: some,
    feature: WIDENED,
    widened: (call) => call["quantity"] !== null,
    causes: (call, moment) => {
      const pledge = activeEncumbrance(moment, call["pledge"] as string, "pledge");
      const data = { ...pick(pledge, "account", "encumbrance", "instrument"), quantity: call["quantity"] ?? pledge["quantity"]! };
      return one("holdings.pledge_released", { ...data, cause: null });
    },
  },
  "holdings.enforce_pledge": {
    required: { pledge: text, receiver: text },
    defaults: some,
    feature: WIDENED,
    causes: (call, moment) => {
      const pledge = activeEncumbrance(moment, call["pledge"] as string, "pledge");
      const data = { ...pick(pledge, "instrument", "reference"), ...pick(call, "receiver"), sender: pledge["account"]! };
      const quantity = call["quantity"] ?? pledge["quantity"]!;
      return transferred({ ...data, quantity, part: "pledged", giving: encumbrancePath(call["pledge"] as string) });
    },
  },
  "holdings.freeze": {
    required: { ...SUPERVISED, account: text, freeze: identifier, instrument: text },
    defaults: some,
    feature: WIDENED,
    widened: (call) => call["quantity"] === null,
    causes: (call) => {
      const data = pick(call, "account", "document", "instrument", "quantity", "supervisor");
      return one("holdings.frozen", { ...data, encumbrance: call["freeze"]!, legal_reference: call["reference"]! });
    },
  },
  "holdings.unfreeze": {
    required: { ...SUPERVISED, freeze: text },
    defaults: sealed,
    causes: (call, moment) => {
      const freeze = activeEncumbrance(moment, call["freeze"] as string, "freeze");
      const quantity = freeze["quantity"] === WHOLE ? null : freeze["quantity"]!;
      const data = { ...pick(call, "document", "supervisor"), ...pick(freeze, "account", "encumbrance", "instrument"), quantity };
      return one("holdings.unfrozen", { ...data, legal_reference: call["reference"]! });
    },
  },
  "holdings.grant_mandate": {
    required: { account: text, executor: actor, mandate: identifier },
    defaults: {
      expires: [orNull(time), null],
      instrument: [orNull(identifier), null],
      quantity: [orNull(positive), null],
      receivers: [orNull(list(identifier, 1, 64)), null],
      revocable: [flag, true],
      ...reference,
    },
    causes: (call, moment) => {
      demandToCome(call["expires"] as number | null, moment);
      const names = ["account", "executor", "expires", "instrument", "mandate", "quantity", "receivers", "reference", "revocable"];
      return one("holdings.mandate_granted", pick(call, ...names));
    },
  },
  "holdings.revoke_mandate": {
    required: { mandate: text },
    defaults: sealed,
    causes: (call, moment) => {
      require(there(moment, mandatePath(call["mandate"] as string))["status"] === "active", "no active mandate");
      return one("holdings.mandate_revoked", { ...pick(call, "mandate"), cause: null });
    },
  },
  "holdings.transfer_by_mandate": {
    required: { ...units, mandate: text, receiver: text },
    defaults: reference,
    causes: (call, moment) => {
      const giving = mandatePath(call["mandate"] as string);
      const sender = there(moment, giving)["account"]!;
      return transferred({ ...pick(call, "instrument", "quantity", "receiver", "reference"), giving, sender });
    },
  },
};

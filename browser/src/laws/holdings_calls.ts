// SPDX-License-Identifier: Apache-2.0
// What the calls of holdings cause.
import { type JsonObject } from "../canonical.ts";
import { require } from "../wrong.ts";
import { instrumentPath, there } from "./authority.ts";
import { encumbrancePath, mandatePath, WHOLE } from "./holdings_folds.ts";
import { type Causes, type Caused, type Moment, type Rec, type Widened } from "./law.ts";
import { pick, pickThere } from "./shapes.ts";

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

export const holdingsCalls: { [name: string]: Causes } = {
  "holdings.issue": (call) => one("holdings.issued", { ...pick(call, "account", "instrument", "quantity", "reference"), parents: [] }),
  "holdings.redeem": (call) => one("holdings.redeemed", pick(call, "account", "instrument", "quantity", "reference")),
  "holdings.correct": (call, moment) => {
    require(there(moment, instrumentPath(call["instrument"] as string))["unique"] === false, "a correction of a unique instrument");
    return one("holdings.corrected", pick(call, "account", "change", "checker", "document", "instrument", "maker", "quantity", "reason"));
  },
  "holdings.transfer": (call) => transferred(pick(call, "instrument", "quantity", "receiver", "reference", "sender")),
  "holdings.hold": (call, moment) => {
    demandToCome(call["expires"] as number, moment);
    const data = pick(call, "account", "executor", "expires", "instrument", "quantity", "reference");
    return one("holdings.held", { ...data, cause: null, encumbrance: call["hold"]! });
  },
  "holdings.execute_hold": (call, moment) => {
    const hold = activeEncumbrance(moment, call["hold"] as string, "hold");
    const data = { ...pick(call, "quantity", "receiver"), ...pick(hold, "instrument", "reference"), sender: hold["account"]! };
    return transferred({ ...data, part: "held", giving: encumbrancePath(call["hold"] as string) });
  },
  "holdings.release_hold": (call, moment) => {
    const hold = activeEncumbrance(moment, call["hold"] as string, "hold");
    return one("holdings.released", { ...pick(hold, "account", "encumbrance", "instrument", "quantity"), cause: null });
  },
  "holdings.pledge": (call) => {
    const data = { ...pick(call, "account", "instrument", "quantity", "reference"), ...termsOf(call) };
    return one("holdings.pledged", { ...data, cause: null, encumbrance: call["pledge"]!, executor: call["pledgee"]!, expires: null });
  },
  "holdings.release_pledge": (call, moment) => {
    const pledge = activeEncumbrance(moment, call["pledge"] as string, "pledge");
    const data = { ...pick(pledge, "account", "encumbrance", "instrument"), quantity: call["quantity"] ?? pledge["quantity"]! };
    return one("holdings.pledge_released", { ...data, cause: null });
  },
  "holdings.enforce_pledge": (call, moment) => {
    const pledge = activeEncumbrance(moment, call["pledge"] as string, "pledge");
    const data = { ...pick(pledge, "instrument", "reference"), ...pick(call, "receiver"), sender: pledge["account"]! };
    const quantity = call["quantity"] ?? pledge["quantity"]!;
    return transferred({ ...data, quantity, part: "pledged", giving: encumbrancePath(call["pledge"] as string) });
  },
  "holdings.freeze": (call) => {
    const data = pick(call, "account", "document", "instrument", "quantity", "supervisor");
    return one("holdings.frozen", { ...data, encumbrance: call["freeze"]!, legal_reference: call["reference"]! });
  },
  "holdings.unfreeze": (call, moment) => {
    const freeze = activeEncumbrance(moment, call["freeze"] as string, "freeze");
    const quantity = freeze["quantity"] === WHOLE ? null : freeze["quantity"]!;
    const data = { ...pick(call, "document", "supervisor"), ...pick(freeze, "account", "encumbrance", "instrument"), quantity };
    return one("holdings.unfrozen", { ...data, legal_reference: call["reference"]! });
  },
  "holdings.grant_mandate": (call, moment) => {
    demandToCome(call["expires"] as number | null, moment);
    const brings = (call["executor"] as string).includes("/") && call["receivers"] === null;
    require(brings || call["takes"] !== true, "a mandate to bring units in that names a party, or a receiver");
    const names = ["account", "executor", "expires", "instrument", "mandate", "quantity", "receivers", "reference", "revocable"];
    return one("holdings.mandate_granted", { ...pick(call, ...names), ...(call["takes"] === true ? { takes: true } : {}) });
  },
  "holdings.revoke_mandate": (call, moment) => {
    require(there(moment, mandatePath(call["mandate"] as string))["status"] === "active", "no active mandate");
    return one("holdings.mandate_revoked", { ...pick(call, "mandate"), cause: null });
  },
  "holdings.transfer_by_mandate": (call, moment) => {
    const giving = mandatePath(call["mandate"] as string);
    const sender = there(moment, giving)["account"]!;
    return transferred({ ...pick(call, "instrument", "quantity", "receiver", "reference"), giving, sender });
  },
};

export const widened: { [name: string]: Widened } = {
  "holdings.pledge": (call) => Object.keys(termsOf(call)).length > 0,
  "holdings.release_pledge": (call) => call["quantity"] !== null,
  "holdings.freeze": (call) => call["quantity"] === null,
  "holdings.grant_mandate": (call) => call["takes"] === true,
};

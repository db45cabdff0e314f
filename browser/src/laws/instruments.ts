// SPDX-License-Identifier: Apache-2.0
// The law of instruments: what can be owned, its versions and its life cycle.
import { isCfi, isIsin, isMic } from "../codes.ts";
import { field, type JsonObject } from "../canonical.ts";
import { fields, flag, identifier, integer, oneOf, orNull, positive, text, textOfLength } from "../forms.ts";
import { require } from "../wrong.ts";
import { demandConsent, demandRole, instrumentPath, there } from "./authority.ts";
import { type Module } from "./law.ts";
import { identifiers, name200, pick, sealed, termsDocument, unit } from "./shapes.ts";
import { changes, creates } from "./touches.ts";

const kind = oneOf(
  "equity", "bond", "fund_unit", "futures_contract", "insurance_policy", "receivable", "warehouse_receipt", "cash", "generic",
);
const status = oneOf("draft", "active", "suspended", "matured", "cancelled");
const LIFE_CYCLE: { [status: string]: string[] } = {
  draft: ["active", "cancelled"],
  active: ["suspended", "matured", "cancelled"],
  suspended: ["active", "matured", "cancelled"],
  matured: [],
  cancelled: [],
};
const described = { identifiers, name: text, supply_limit: orNull(positive), terms: orNull(termsDocument) };
const DESCRIBED = Object.keys(described);
const defined = { ...described, instrument: text, issuer: text, kind, unique: flag, unit };
const describedCall = { identifiers: [identifiers, {}], supply_limit: [orNull(positive), null], terms: [orNull(termsDocument), null] } as const;

function demandWellFormed(call: JsonObject, unique: boolean): void {
  const given = call["identifiers"] as JsonObject;
  const checked = { isin: isIsin, cfi: isCfi, mic: isMic };
  for (const [name, isWellFormed] of Object.entries(checked)) {
    const code = field(given, name);
    require(code === undefined || isWellFormed(code as string), `the ${name} is not well formed`);
  }
  require(!unique || call["supply_limit"] === 1, "a unique instrument of more than one unit");
}

export const instruments: Module = {
  calls: {
    "instruments.define": {
      required: { instrument: identifier, issuer: text, kind, name: textOfLength(1, 200), unit },
      defaults: { identifiers: [...describedCall.identifiers], supply_limit: [...describedCall.supply_limit], terms: [...describedCall.terms], unique: [flag, false], ...sealed },
      causes: (call) => {
        demandWellFormed(call, call["unique"] as boolean);
        return [{ type: "instruments.defined", data: pick(call, ...Object.keys(defined)) }];
      },
    },
    "instruments.amend": {
      required: { instrument: text, name: textOfLength(1, 200) },
      defaults: { identifiers: [...describedCall.identifiers], supply_limit: [...describedCall.supply_limit], terms: [...describedCall.terms], ...sealed },
      causes: (call, moment) => {
        const instrument = there(moment, instrumentPath(call["instrument"] as string));
        require(instrument["status"] !== "matured" && instrument["status"] !== "cancelled", "the instrument has ended");
        demandWellFormed(call, instrument["unique"] as boolean);
        const version = (instrument["version"] as number) + 1;
        return [{ type: "instruments.amended", data: { ...pick(call, "instrument", ...DESCRIBED), version } }];
      },
    },
    "instruments.change_status": {
      required: { by: text, instrument: text, status },
      defaults: { reason: [name200, ""], ...sealed },
      causes: (call, moment) => {
        const previous = there(moment, instrumentPath(call["instrument"] as string))["status"] as string;
        require(LIFE_CYCLE[previous]!.includes(call["status"] as string), "no step of the life cycle");
        return [{ type: "instruments.status_changed", data: { ...pick(call, "by", "instrument", "reason", "status"), previous_status: previous } }];
      },
    },
  },
  events: {
    "instruments.defined": {
      object: "product",
      data: fields(defined),
      touches: ({ data }) => creates(instrumentPath(data["instrument"] as string), { ...data, status: "draft", suspended_by: null, version: 1 }),
      asks: ({ data }, moment) => {
        demandRole(moment, data["issuer"] as string, data["kind"] === "cash" ? "operating_bank" : "issuer");
        return [];
      },
    },
    "instruments.amended": {
      object: "product",
      data: fields({ ...described, instrument: text, version: integer(0) }),
      touches: ({ data }) => changes(instrumentPath(data["instrument"] as string), () => pick(data, ...DESCRIBED, "version")),
      asks: ({ data }, moment) => {
        demandConsent(moment, there(moment, instrumentPath(data["instrument"] as string))["issuer"] as string);
        return [];
      },
    },
    "instruments.status_changed": {
      object: "product",
      data: fields({ by: text, instrument: text, previous_status: status, reason: text, status }),
      touches: ({ data }) =>
        changes(instrumentPath(data["instrument"] as string), () => ({
          status: data["status"]!,
          suspended_by: data["status"] === "suspended" ? data["by"]! : null,
        })),
      asks: ({ data }, moment) => {
        const instrument = there(moment, instrumentPath(data["instrument"] as string));
        const by = data["by"] as string;
        const suspendedBy = instrument["suspended_by"];
        if (by === instrument["issuer"] && (suspendedBy === null || suspendedBy === by)) demandConsent(moment, by);
        else {
          const step = `${instrument["status"]} ${data["status"]}`;
          require(step === "active suspended" || step === "suspended active", "a step that is the issuer's");
          demandRole(moment, by, "supervisor");
        }
        return [];
      },
    },
  },
  records: {
    "instruments/instrument": fields({ ...defined, status, suspended_by: orNull(text), version: integer(0) }),
  },
};

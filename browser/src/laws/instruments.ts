// SPDX-License-Identifier: Apache-2.0
// The law of instruments: what can be owned, its versions and its life cycle.
import { isCfi, isIsin, isMic } from "../codes.ts";
import { field, type JsonObject } from "../canonical.ts";
import { require } from "../wrong.ts";
import { demandConsent, demandRole, instrumentPath, there } from "./authority.ts";
import { TABLES } from "./forms_data.ts";
import { type Rules } from "./law.ts";
import { pick } from "./shapes.ts";
import { changes, creates } from "./touches.ts";

const DESCRIBED = ["identifiers", "name", "supply_limit", "terms"];
const DEFINED = [...DESCRIBED, "instrument", "issuer", "kind", "unique", "unit"];

function demandWellFormed(call: JsonObject, unique: boolean): void {
  const given = call["identifiers"] as JsonObject;
  const checked = { isin: isIsin, cfi: isCfi, mic: isMic };
  for (const [name, isWellFormed] of Object.entries(checked)) {
    const code = field(given, name);
    require(code === undefined || isWellFormed(code as string), `the ${name} is not well formed`);
  }
  require(!unique || call["supply_limit"] === 1, "a unique instrument of more than one unit");
}

export const instruments: Rules = {
  calls: {
    "instruments.define": (call) => {
      demandWellFormed(call, call["unique"] as boolean);
      return [{ type: "instruments.defined", data: pick(call, ...DEFINED) }];
    },
    "instruments.amend": (call, moment) => {
      const instrument = there(moment, instrumentPath(call["instrument"] as string));
      require(instrument["status"] !== "matured" && instrument["status"] !== "cancelled", "the instrument has ended");
      demandWellFormed(call, instrument["unique"] as boolean);
      const version = (instrument["version"] as number) + 1;
      return [{ type: "instruments.amended", data: { ...pick(call, "instrument", ...DESCRIBED), version } }];
    },
    "instruments.change_status": (call, moment) => {
      const previous = there(moment, instrumentPath(call["instrument"] as string))["status"] as string;
      require(TABLES.instrument_steps[previous]!.includes(call["status"] as string), "no step of the life cycle");
      return [{ type: "instruments.status_changed", data: { ...pick(call, "by", "instrument", "reason", "status"), previous_status: previous } }];
    },
  },
  events: {
    "instruments.defined": {
      touches: ({ data }) => creates(instrumentPath(data["instrument"] as string), { ...data, status: "draft", suspended_by: null, version: 1 }),
      asks: ({ data }, moment) => {
        demandRole(moment, data["issuer"] as string, data["kind"] === "cash" ? "operating_bank" : "issuer");
        return [];
      },
    },
    "instruments.made": {
      touches: ({ data }) =>
        creates(instrumentPath(data["instrument"] as string), { ...pick(data, ...DEFINED), status: "active", suspended_by: null, version: 1 }),
      // No law known here lets an issuer speak by a record.
      asks: ({ data }) => {
        require(false, `${data["defining"]} is no consent of an issuer's`);
        return [];
      },
    },
    "instruments.amended": {
      touches: ({ data }) => changes(instrumentPath(data["instrument"] as string), () => pick(data, ...DESCRIBED, "version")),
      asks: ({ data }, moment) => {
        demandConsent(moment, there(moment, instrumentPath(data["instrument"] as string))["issuer"] as string);
        return [];
      },
    },
    "instruments.status_changed": {
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
};

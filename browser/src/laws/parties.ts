// SPDX-License-Identifier: Apache-2.0
// The law of parties: subjects, their keys and roles, and accounts.
import { isCreditCode, isLei } from "../codes.ts";
import { type JsonObject } from "../canonical.ts";
import { unsound, asPolicy } from "../keys.ts";
import { require } from "../wrong.ts";
import { accountPath, demandConsent, demandOpen, demandRole, demandStanding, demandUnstopped, isCouncil, partyPath, RECORDERS, there } from "./authority.ts";
import { type Caused, type EventRule, type Moment, type Rec, type Rules } from "./law.ts";
import { pick } from "./shapes.ts";
import { changes, creates } from "./touches.ts";

const KEEPERS = ["custodian", "operating_bank"];

function differ(names: string[]): boolean {
  return new Set(names).size === names.length;
}

function demandSound(keys: JsonObject | null): void {
  const wrong = keys === null ? null : unsound(asPolicy(keys));
  require(wrong === null, wrong ?? "");
}

function demandRules(rules: JsonObject, holder: string): void {
  const custodian = rules["custodian"];
  const both = [rules["outgoing"], rules["incoming"]];
  require(rules["outgoing"] !== "nobody", "an account out of which anybody may take");
  require(custodian !== null || !both.some((rule) => rule === "custodian" || rule === "both"), "an account without the custodian that it needs");
  require(custodian !== holder || !both.includes("both"), "an account whose holder and custodian are one, and must be two");
}

/** Whether a rule of the account waits for its holder, who then needs keys. */
function demandHolderCanSign(rules: JsonObject, holder: Rec): void {
  const waits = [rules["outgoing"], rules["incoming"]].some(
    (rule) => rule === "holder" || rule === "both" || (rule === "either" && rules["custodian"] === null),
  );
  require(!waits || holder["keys"] !== null, "an account that waits for a holder without keys");
}

function demandNoCouncil(moment: Moment, party: string): void {
  require(there(moment, partyPath(party))["kind"] !== "council", "a council with keys, with an account or suspended");
}

/** A council shares the role of registrar with nobody. */
function asRegistrarAlone(data: JsonObject, moment: Moment): [] {
  asRegistrar(data, moment);
  const shared = (data["roles"] as string[]).includes("registrar") && data["party"] !== data["registrar"];
  require(!shared || !isCouncil(moment, data["registrar"] as string), "a registrar beside the council");
  return [];
}

function partyStanding(status: string): EventRule {
  return {
    touches: ({ data }) => changes(partyPath(data["party"] as string), () => ({ status })),
    asks: ({ data }, moment) => {
      if (status === "suspended") demandNoCouncil(moment, data["party"] as string);
      demandRole(moment, data["by"] as string, "supervisor");
      return [];
    },
  };
}

/** How a party is described that is to be registered. */
export function demandDescribed(call: JsonObject): void {
  require(call["kind"] !== "council", "a council without its charter");
  if (call["kind"] === "person") {
    require(call["commitment"] !== null, "a person without a commitment");
    require(call["name"] === "" && call["lei"] === null && call["uscc"] === null, "a person who is named");
  } else require(call["name"] !== "", "an organisation without a name");
  require(differ(call["roles"] as string[]), "a role twice");
  require(call["lei"] === null || isLei(call["lei"] as string), "an LEI that is not well formed");
  const code = call["uscc"] as string | null;
  require(code === null || isCreditCode(code, call["document"] === null), "a credit code that is not well formed");
  demandSound(call["keys"] as JsonObject | null);
}

/** What the record of a party takes from its registration. */
export const PARTY = ["commitment", "document", "keys", "kind", "lei", "name", "party", "roles", "uscc"];

const saysRecorder = (call: JsonObject): boolean => (call["roles"] as string[]).includes("recorder");

function assignRoles(call: JsonObject): Caused[] {
  const held = call["roles"] as string[];
  require(differ(held), "a role twice");
  require(call["party"] !== call["registrar"] || held.includes("registrar"), "a registrar that drops its own role");
  return [{ type: "parties.roles_assigned", data: pick(call, "party", "registrar", "roles") }];
}

export const parties: Rules = {
  widened: {
    "parties.register": (call) => call["kind"] === "council" || saysRecorder(call),
    "parties.assign_roles": saysRecorder,
  },
  anew: {
    "parties.assign_roles": {
      feature: "governance",
      causes: (call, moment) => {
        const caused = assignRoles(call);
        const another = call["party"] !== call["registrar"] || isCouncil(moment, call["registrar"] as string);
        require(another, "a party that changes its own roles");
        return caused;
      },
    },
  },
  calls: {
    "parties.register": (call) => {
      demandDescribed(call);
      return [{ type: "parties.registered", data: pick(call, ...PARTY, "registrar") }];
    },
    "parties.suspend": (call, moment) => {
      require(there(moment, partyPath(call["party"] as string))["status"] === "active", "the party is suspended");
      require(call["party"] !== call["by"], "a supervisor that suspends itself");
      return [{ type: "parties.suspended", data: pick(call, "by", "document", "party", "reference") }];
    },
    "parties.reinstate": (call, moment) => {
      require(there(moment, partyPath(call["party"] as string))["status"] === "suspended", "the party is not suspended");
      return [{ type: "parties.reinstated", data: pick(call, "by", "document", "party", "reference") }];
    },
    "parties.assign_roles": assignRoles,
    "parties.rotate_keys": (call, moment) => {
      const party = there(moment, partyPath(call["party"] as string));
      demandSound(call["keys"] as JsonObject);
      const registrar = party["keys"] === null ? call["registrar"]! : null;
      return [{ type: "parties.keys_rotated", data: { ...pick(call, "keys", "party"), registrar } }];
    },
    "parties.open_account": (call) => {
      demandRules(call, call["holder"] as string);
      return [{ type: "parties.account_opened", data: pick(call, "account", "custodian", "holder", "incoming", "outgoing") }];
    },
    "parties.change_account_control": (call, moment) => {
      const account = there(moment, accountPath(call["account"] as string));
      demandUnstopped(account, call["account"] as string);
      demandRules(call, account["holder"] as string);
      return [{ type: "parties.account_control_changed", data: pick(call, "account", "custodian", "incoming", "outgoing") }];
    },
    "parties.suspend_account": (call, moment) => {
      const account = there(moment, accountPath(call["account"] as string));
      demandOpen(account);
      const takesOver = account["suspended_by"] === account["custodian"] && account["suspended_by"] !== call["by"];
      require(account["status"] !== "suspended" || takesOver, "the account is suspended");
      return [{ type: "parties.account_suspended", data: pick(call, "account", "by", "reference") }];
    },
    "parties.reinstate_account": (call, moment) => {
      require(there(moment, accountPath(call["account"] as string))["status"] === "suspended", "the account is not suspended");
      return [{ type: "parties.account_reinstated", data: pick(call, "account", "by", "reference") }];
    },
  },
  events: {
    "parties.registered": {
      touches: ({ data }) => creates(partyPath(data["party"] as string), { ...pick(data, ...PARTY), status: "active" }),
      asks: ({ data }, moment) => {
        if ((data["roles"] as string[]).length > 0) return asRegistrarAlone(data, moment);
        demandRole(moment, data["registrar"] as string, ...RECORDERS);
        return [];
      },
    },
    "parties.council_founded": {
      touches: ({ data }) => {
        const unsaid = { commitment: null, document: null, keys: null, lei: null, uscc: null };
        return creates(partyPath(data["council"] as string), { ...pick(data, "name", "roles"), ...unsaid, kind: "council", party: data["council"]!, status: "active" });
      },
      asks: ({ data }, moment) => {
        demandRole(moment, data["by"] as string, "registrar");
        return [];
      },
    },
    "parties.suspended": partyStanding("suspended"),
    "parties.reinstated": partyStanding("active"),
    "parties.roles_assigned": {
      touches: ({ data }) => changes(partyPath(data["party"] as string), () => ({ roles: data["roles"]! })),
      asks: ({ data }, moment) => asRegistrarAlone(data, moment),
    },
    "parties.keys_rotated": {
      touches: ({ data }) => changes(partyPath(data["party"] as string), () => ({ keys: data["keys"]! })),
      asks: ({ data }, moment) => {
        demandNoCouncil(moment, data["party"] as string);
        if (data["registrar"] !== null) return asRegistrar(data, moment);
        demandConsent(moment, data["party"] as string);
        return [];
      },
    },
    "parties.account_opened": {
      touches: ({ data }) => creates(accountPath(data["account"] as string), { ...data, status: "active", suspended_by: null }),
      asks: ({ data }, moment) => {
        const holder = data["holder"] as string;
        const custodian = data["custodian"] as string | null;
        demandStanding(moment, holder);
        if (data["moved_by"] === undefined) demandNoCouncil(moment, holder);
        require(data["incoming"] !== "record" || data["moved_by"] !== undefined, "an account into which a record must bring things");
        require((data["outgoing"] === "record") === (data["moved_by"] !== undefined), "an account that waits for a record that is not there");
        if (custodian === null) demandConsent(moment, holder);
        else demandRole(moment, custodian, ...KEEPERS);
        demandHolderCanSign(data, there(moment, partyPath(holder)));
        return [];
      },
    },
    "parties.account_closed": {
      touches: ({ data }) => changes(accountPath(data["account"] as string), () => ({ incoming: "record", status: "closed" })),
      asks: ({ data }, moment) => {
        const account = there(moment, accountPath(data["account"] as string));
        // A stop stays until it is lifted: it does not end by the doing of who is stopped.
        demandUnstopped(account, data["account"] as string);
        require(account["moved_by"] !== undefined, "an account that no record moves");
        demandConsent(moment, account["holder"] as string);
        return [];
      },
    },
    "parties.account_control_changed": {
      touches: ({ data }) => changes(accountPath(data["account"] as string), () => pick(data, "custodian", "incoming", "outgoing")),
      asks: ({ data }, moment) => {
        const account = there(moment, accountPath(data["account"] as string));
        require(account["moved_by"] === undefined, "a record alone moves the account");
        require(![data["incoming"], data["outgoing"]].includes("record"), "an account that waits for a record that is not there");
        const holder = there(moment, partyPath(account["holder"] as string));
        const concerned = [account["custodian"], data["custodian"]].filter((party) => party !== null) as string[];
        if (holder["keys"] !== null) concerned.unshift(account["holder"] as string);
        require(concerned.length > 0, "nobody could consent");
        for (const party of concerned) demandConsent(moment, party);
        if (data["custodian"] !== null) demandRole(moment, data["custodian"] as string, ...KEEPERS);
        demandHolderCanSign(data, holder);
        return [];
      },
    },
    "parties.account_suspended": {
      touches: ({ data }) => changes(accountPath(data["account"] as string), () => ({ status: "suspended", suspended_by: data["by"]! })),
      asks: ({ data }, moment) => byOneOrSupervisor(data, moment, "custodian"),
    },
    "parties.account_reinstated": {
      touches: ({ data }) => changes(accountPath(data["account"] as string), () => ({ status: "active", suspended_by: null })),
      asks: ({ data }, moment) => byOneOrSupervisor(data, moment, "suspended_by"),
    },
  },
};

function asRegistrar(data: JsonObject, moment: Moment): [] {
  demandRole(moment, data["registrar"] as string, "registrar");
  return [];
}

function byOneOrSupervisor(data: JsonObject, moment: Moment, field: "custodian" | "suspended_by"): [] {
  const by = data["by"] as string;
  const account = there(moment, accountPath(data["account"] as string));
  if (account[field] === by) demandConsent(moment, by);
  else demandRole(moment, by, "supervisor");
  return [];
}

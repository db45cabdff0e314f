// SPDX-License-Identifier: Apache-2.0
// spec/laws.md, Governance: the calls that a motion lists, which of them a decision may carry out, and which are grave.
import { decodeLooseText, field, isObject, same, type Json, type JsonObject } from "../canonical.ts";
import { fields, text } from "../forms.ts";
import { Refused, require, Wrong } from "../wrong.ts";
import { callForms, hasCall, sparse } from "./forms_data.ts";

const CALLS_MAX = 16;
const VERSION = "protocol.schedule_version";
/** Of the calls of governance those that a council makes; the others are members' own. */
const OF_A_COUNCIL = ["accept", "amend_charter", "reject", "set_power", "settle_pause"].map((verb) => `governance.${verb}`);
const GRAVE = ["parties.assign_roles", "governance.amend_charter", "governance.set_power", VERSION, "protocol.schedule_window", "contracts.set_reviews",
  "validators.begin", "validators.join", "validators.leave"];

export function nameOf(call: JsonObject): string {
  return call["call"] as string;
}

/** The calls that a text lists, each without the fields that hold their defaults. */
export function readCalls(listed: string): JsonObject[] {
  const found = decoded(listed);
  require(Array.isArray(found) && found.length >= 1 && found.length <= CALLS_MAX, "no list of 1 to 16 calls");
  return found.map(readOne);
}

function decoded(listed: string): Json {
  try {
    return decodeLooseText(listed);
  } catch (error) {
    throw error instanceof Wrong ? new Refused(error.message) : error;
  }
}

function readOne(found: Json): JsonObject {
  const name = isObject(found) ? field(found, "call") : undefined;
  require(typeof name === "string" && hasCall(name), "a call that no law knows");
  const call = sparse(name, found as JsonObject);
  const { defaults, required } = callForms(name);
  const wrong = fields({ ...required, call: text }, defaults)(call);
  require(wrong === null, `the call ${name} ${wrong}`);
  return call;
}

/** A decision moves nothing under a signature, hides nothing, and does nothing that is a member's own. */
export function demandDecidable(call: JsonObject): void {
  const name = nameOf(call);
  const moves = /^(holdings|settlement)\./.test(name);
  const own = name.startsWith("governance.") && !OF_A_COUNCIL.includes(name);
  require(!moves && !own && field(call, "sealed") === undefined, `${name} is for no decision`);
}

/** Whether a call is about the charter, roles, the chain's version and window, or who reviews code. */
export function isGrave(call: JsonObject): boolean {
  const name = nameOf(call);
  const registersWithRoles = name === "parties.register" && !same(field(call, "roles") ?? [], []);
  return registersWithRoles || GRAVE.includes(name);
}

/** The latest protocol version that calls schedule; null if they schedule none. */
export function versionOf(calls: JsonObject[]): number | null {
  const versions = calls.filter((call) => nameOf(call) === VERSION).map((call) => call["protocol"] as number);
  return versions.length === 0 ? null : Math.max(...versions);
}

// SPDX-License-Identifier: Apache-2.0
// The forms of calls, events and records that vectors/evidence/laws.json says, and what it says of events, grants and ends.
import { isObject, same, type Json, type JsonObject } from "../canonical.ts";
import { base64, fields, flag, integer, isTrue, INTEGER_MAX, list, map, oneOf, orNull, pattern, text, textOfLength, type Defaults, type Fields, type Form } from "../forms.ts";
import { type Consent } from "../transactions.ts";
import { LAWS } from "../words_data.ts";
import { type CallLaw, type EventLaw } from "./law.ts";

interface SaidFields {
  fields: { [name: string]: Said };
  /** Form and default; `true`: it may stand though it holds its default. */
  defaults?: { [name: string]: [Said, Json, true?] };
}
type Bound = number | null;
type Said =
  | "text" | "integer" | "flag" | "true" | SaidFields
  | { text: [number, Bound] } | { integer: [Bound, Bound] } | { pattern: string } | { one_of: string[] } | { or_null: Said }
  | { list: [Said, number, Bound] } | { map: Said } | { base64: Bound };
type SaidCall = SaidFields & { feature?: string; programmed?: boolean };
type SaidEvent = SaidFields & { object: string; by_grant?: boolean; frees?: boolean; noted?: boolean };

interface Laws {
  calls: { [name: string]: SaidCall };
  every_call: SaidFields;
  events: { [type: string]: SaidEvent };
  ends: { [table: string]: string[] };
  grants: { [table: string]: Consent["kind"] };
  records: { [table: string]: SaidFields };
  tables: {
    instrument_steps: { [status: string]: string[] };
    attested_values: { [topic: string]: string[] };
    order_scopes: { [kind: string]: { either: string[][]; maybe: string[] } };
    rule_fields: { [kind: string]: { needs: string[]; maybe: string[] } };
    rules_of_countries: string[];
    rules_that_count: string[];
  };
}

const SAID = LAWS as unknown as Laws;
export const TABLES = SAID.tables;

function requiredOf(said: SaidFields): Fields {
  return Object.fromEntries(Object.entries(said.fields).map(([name, form]) => [name, formOf(form)]));
}

function defaultsOf(said: SaidFields): Defaults {
  return Object.fromEntries(Object.entries(said.defaults ?? {}).map(([name, [form, ...held]]) => [name, [formOf(form), ...held]]));
}

function formOf(said: Said): Form {
  if (said === "text") return text;
  if (said === "integer") return integer(-INTEGER_MAX);
  if (said === "flag") return flag;
  if (said === "true") return isTrue;
  if ("fields" in said) return fields(requiredOf(said), defaultsOf(said));
  if ("text" in said) return textOfLength(said.text[0], said.text[1] ?? Infinity);
  if ("integer" in said) return integer(said.integer[0] ?? -INTEGER_MAX, said.integer[1] ?? INTEGER_MAX);
  if ("pattern" in said) return pattern(new RegExp(said.pattern), `of the form ${said.pattern}`);
  if ("one_of" in said) return oneOf(...said.one_of);
  if ("or_null" in said) return orNull(formOf(said.or_null));
  if ("list" in said) return list(formOf(said.list[0]), said.list[1], said.list[2] ?? Infinity);
  if ("map" in said) return map(formOf(said.map));
  return base64(said.base64 ?? Infinity);
}

export function callForms(name: string): Pick<CallLaw, "required" | "defaults" | "feature" | "programmed"> {
  const said = SAID.calls[name]!;
  const { programmed = false } = said;
  const forms = { required: requiredOf(said), defaults: { ...defaultsOf(said), ...defaultsOf(SAID.every_call) }, programmed };
  return said.feature === undefined ? forms : { ...forms, feature: said.feature };
}

export function hasCall(name: string): boolean {
  return Object.hasOwn(SAID.calls, name);
}

/** What should be a call of this name, without the fields that hold their defaults. */
export function sparse(name: string, call: JsonObject): JsonObject {
  const said = SAID.calls[name]!;
  return spared({ fields: said.fields, defaults: { ...said.defaults, ...SAID.every_call.defaults } }, call) as JsonObject;
}

function spared(said: Said, value: Json): Json {
  if (typeof said === "string") return value;
  if ("or_null" in said) return value === null ? null : spared(said.or_null, value);
  if ("list" in said && Array.isArray(value)) return value.map((one) => spared(said.list[0], one));
  if (!isObject(value)) return value;
  if ("map" in said) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spared(said.map, one)]));
  if (!("fields" in said)) return value;
  const { defaults = {}, fields } = said;
  const kept: [string, Json][] = [];
  for (const [name, one] of Object.entries(value)) {
    const [form, standard, mayStand] = Object.hasOwn(defaults, name) ? defaults[name]! : [Object.hasOwn(fields, name) ? fields[name]! : "text"];
    const held = spared(form, one);
    if (standard === undefined || mayStand === true || !same(held, standard)) kept.push([name, held]);
  }
  return Object.fromEntries(kept);
}

export function eventForms(type: string): Omit<EventLaw, "touches" | "asks" | "starts"> {
  const said = SAID.events[type]!;
  const { by_grant: byGrant = false, frees = false, noted = false, object } = said;
  return { object, data: fields(requiredOf(said), defaultsOf(said)), byGrant, frees, noted };
}

export function recordForms(): Fields {
  return Object.fromEntries(Object.entries(SAID.records).map(([table, said]) => [table, formOf(said)]));
}

export function grantKind(table: string): Consent["kind"] {
  return SAID.grants[table]!;
}

/** The statuses in and after which a record of a table takes nothing any more under what others gave it. */
export function endsOf(table: string): string[] {
  return Object.hasOwn(SAID.ends, table) ? SAID.ends[table]! : [];
}

// SPDX-License-Identifier: Apache-2.0
// The modules whose law this verifier knows. What others did is as executed, on the auditors' word.
import { type Json, type JsonObject } from "../canonical.ts";
import { complete, fields, text, type Form } from "../forms.ts";
import { demand } from "../wrong.ts";
import { attestations } from "./attestations.ts";
import { cash } from "./cash.ts";
import { contracts } from "./contracts.ts";
import { disclosure } from "./disclosure.ts";
import { callForms, eventForms, grantKind, recordForms } from "./forms_data.ts";
import { governance } from "./governance.ts";
import { holdings } from "./holdings.ts";
import { instruments } from "./instruments.ts";
import { type CallLaw, type EventLaw, type Grant, type Rules } from "./law.ts";
import { oracles } from "./oracles.ts";
import { parties } from "./parties.ts";
import { protocol } from "./protocol.ts";
import { restrictions } from "./restrictions.ts";
import { settlement } from "./settlement.ts";
import { supervision } from "./supervision.ts";
import { traceability } from "./traceability.ts";

const MODULES: Rules[] = [parties, attestations, instruments, holdings, protocol, settlement, cash, restrictions, supervision, disclosure, governance, oracles, traceability, contracts];
const CALLS = new Map<string, CallLaw>();
const EVENTS = new Map<string, EventLaw>();
const GRANTS = new Map<string, Grant>();
const NOUNS = new Set(MODULES.flatMap(({ events }) => Object.keys(events).map((type) => type.split(".", 1)[0])));
const RECORDS = new Map(Object.entries(recordForms()).filter(([table]) => NOUNS.has(table.split("/", 1)[0])));

for (const { anew = {}, calls, decisions = {}, events, grants = {}, widened = {} } of MODULES) {
  for (const [name, causes] of Object.entries(calls)) {
    const law: CallLaw = { ...callForms(name), causes };
    if (Object.hasOwn(widened, name)) law.widened = widened[name]!;
    if (Object.hasOwn(anew, name)) law.anew = anew[name]!;
    if (Object.hasOwn(decisions, name)) law.decision = decisions[name]!;
    CALLS.set(name, law);
  }
  for (const [type, rule] of Object.entries(events)) EVENTS.set(type, { ...rule, ...eventForms(type) });
  for (const [table, by] of Object.entries(grants)) GRANTS.set(table, { kind: grantKind(table), by });
}

export function callLaw(name: string): CallLaw | undefined {
  return CALLS.get(name);
}

export function eventLaw(type: string): EventLaw | undefined {
  return EVENTS.get(type);
}

/** The table that a record stands in. */
function tableOf(record: string): string {
  return record.split("/", 2).join("/");
}

/** The form of the records of a known table, without their trail. */
export function recordForm(record: string): Form | undefined {
  return RECORDS.get(tableOf(record));
}

/** What the records of a record's table grant. */
export function grantOf(record: string): Grant | undefined {
  return GRANTS.get(tableOf(record));
}

const FORMS = new Map<string, Form>();

/** The call of a line, whole; its law if its name is known. A known call that is not of its form is refused. */
export function readCall(line: JsonObject): { name: string; law: CallLaw | undefined; call: JsonObject } {
  const name: Json | undefined = Object.hasOwn(line, "call") ? line["call"] : undefined;
  demand(typeof name === "string", "a line without the name of its call");
  const law = CALLS.get(name);
  if (law === undefined) return { name, law, call: line };
  let form = FORMS.get(name);
  if (form === undefined) FORMS.set(name, (form = fields({ ...law.required, call: text }, law.defaults)));
  const wrong = form(line);
  demand(wrong === null, `the call ${name} ${wrong}`);
  return { name, law, call: complete(line, law.defaults) };
}

// SPDX-License-Identifier: Apache-2.0
// The modules whose law this verifier knows. What others did is as executed, on the auditors' word.
import { type Json, type JsonObject } from "../canonical.ts";
import { complete, fields, integer, text, type Form } from "../forms.ts";
import { demand } from "../wrong.ts";
import { holdings } from "./holdings.ts";
import { instruments } from "./instruments.ts";
import { type CallLaw, type EventLaw, type Module } from "./law.ts";
import { parties } from "./parties.ts";
import { protocol } from "./protocol.ts";
import { settlement } from "./settlement.ts";

/** All that a rejected transaction leaves. */
const rejected: EventLaw = {
  object: "regulatory",
  data: fields({ call: integer(0), outcome: integer(0), reason: text }),
  touches: () => [],
  asks: () => [],
};
const MODULES: Module[] = [parties, instruments, holdings, protocol, settlement];
const CALLS = new Map(MODULES.flatMap(({ calls }) => Object.entries(calls)));
const EVENTS = new Map([...MODULES.flatMap(({ events }) => Object.entries(events)), ["transaction.rejected", rejected] as const]);
const RECORDS = new Map(MODULES.flatMap(({ records }) => Object.entries(records)));

export function callLaw(name: string): CallLaw | undefined {
  return CALLS.get(name);
}

export function eventLaw(type: string): EventLaw | undefined {
  return EVENTS.get(type);
}

/** The form of the records of a known table, without their trail. */
export function recordForm(record: string): Form | undefined {
  return RECORDS.get(record.split("/", 2).join("/"));
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

// SPDX-License-Identifier: Apache-2.0
// spec/claims.md, Words: what a claim says, in English and Chinese, from the templates of the format.
import { field, isObject, type Json, type JsonObject } from "./canonical.ts";
import { type Words } from "./claim_forms.ts";
import { WORDS } from "./words_data.ts";

export type Language = "en" | "zh";
type Values = { [name: string]: string };

const TEXTS = WORDS as unknown as {
  claims: { [name: string]: Words };
  does_not_claim: { [kind: string]: Words[] };
  events: {
    clauses: [string, Words][];
    enumerated: string[];
    rows: { [field: string]: Words };
    sentences: { [type: string]: Words };
    templates: { [name: string]: Words };
    usual: { [field: string]: Json };
    values: { [value: string]: Words };
    written: string[];
  };
  invisible: [number, number][];
  quotes: [number, number][];
};
const QUOTED_MAX = 240;
const BARE = /^[A-Za-z0-9._:/-]{1,240}$/;
const UNTYPED: Words = { en: "Event of type {name}", zh: "{name} 类事件" };
const UNITS = { en: (quantity: string) => `${quantity} smallest unit${quantity === "1" ? "" : "s"}`, zh: (quantity: string) => `${quantity} 个最小单位` };
const NOTHING = "—";
const ROWS_MAX = 3;

export function fill(template: string, values: Values): string {
  return template.replace(/\{([a-z_]+)\}/g, (_, name: string) => values[name]!);
}

export function claimWords(name: string, language: Language, values: Values = {}): string {
  return fill(TEXTS.claims[name]![language], values);
}

export function doesNotClaim(kind: string): Words[] {
  return TEXTS.does_not_claim[kind]!;
}

export function utc(time: number): string {
  const moment = new Date(time);
  return Number.isNaN(moment.getTime()) || moment.getUTCFullYear() > 9999 ? String(time) : moment.toISOString();
}

/** Bare where nothing in it could mislead, else between quotation marks. */
export function written(text: string): string {
  return BARE.test(text) ? text : quoted(text);
}

/** Cut, and with each character that could hide, reorder or end the quotation spelled out. */
export function quoted(text: string): string {
  const letters = [...text];
  const shown = letters.slice(0, QUOTED_MAX).map((letter) => {
    const point = letter.codePointAt(0)!;
    const spelled = [...TEXTS.invisible, ...TEXTS.quotes].some(([from, to]) => from <= point && point <= to);
    return spelled ? `⟨U+${point.toString(16).toUpperCase().padStart(4, "0")}⟩` : letter;
  });
  return `“${shown.join("")}${letters.length > QUOTED_MAX ? "…" : ""}”`;
}

function leaf(value: Json): string {
  if (value === null || value === "") return NOTHING;
  if (value === true) return "True";
  if (value === false) return "False";
  return written(typeof value === "object" ? JSON.stringify(value) : String(value));
}

/** `name value` for each leaf. */
export function flattened(value: Json, name = ""): string[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((item, i) => flattened(item, `${name}[${i}]`));
  if (isObject(value) && Object.keys(value).length > 0) {
    return Object.keys(value).sort().flatMap((key) => flattened(value[key]!, name === "" ? written(key) : `${name}.${written(key)}`));
  }
  return [`${name} ${typeof value === "object" ? NOTHING : leaf(value)}`];
}

/** An entry of the list of values, or the value itself with spaces. */
export function valueWords(value: string, language: Language): string {
  return Object.hasOwn(TEXTS.events.values, value) ? TEXTS.events.values[value]![language] : written(value.replaceAll("_", " "));
}

function template(name: string, language: Language, values: Values = {}): string {
  return fill(TEXTS.events.templates[name]![language], values);
}

function shown(name: string, value: Json | undefined, language: Language): string {
  const { enumerated, rows, written: quotedFields } = TEXTS.events;
  if (value === undefined || value === null) return NOTHING;
  if (name === "quantity") return UNITS[language](String(value).replace(/\B(?=(\d{3})+$)/g, ","));
  if (enumerated.includes(name)) {
    if (!Array.isArray(value)) return valueWords(String(value), language);
    return value.length === 0 ? NOTHING : value.map((one) => valueWords(String(one), language)).join(template("and", language));
  }
  if (name === "expires") return utc(value as number);
  if (name === "keys") {
    const { keys, threshold } = value as unknown as { keys: Json[]; threshold: number };
    return template("signing", language, { count: String(keys.length), threshold: String(threshold) });
  }
  if (Object.hasOwn(rows, name)) {
    const items = (value as JsonObject[]).slice(0, ROWS_MAX).map((row) => sentence(rows[name]![language], row, language));
    const others = (value as JsonObject[]).length - items.length;
    if (others > 0) items.push(template("more", language, { count: String(others) }));
    return items.join(template("next", language));
  }
  if (quotedFields.includes(name)) return quoted(String(value));
  return leaf(value);
}

function sentence(text: string, data: JsonObject, language: Language): string {
  return text.replace(/\{([a-z_]+)\}/g, (_, name: string) => shown(name, field(data, name), language));
}

/** An event in words. */
export function eventWords(type: string, data: JsonObject, language: Language): string {
  const { clauses, sentences, usual } = TEXTS.events;
  const own = Object.hasOwn(sentences, type) ? sentences[type]! : null;
  const said = [own === null ? fill(UNTYPED[language], { name: written(type) }) : sentence(own[language], data, language)];
  for (const [name, text] of clauses) {
    const value = field(data, name);
    const empty = !value || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);
    if (empty || own?.en.includes(`{${name}}`) || (Object.hasOwn(usual, name) && usual[name] === value)) continue;
    said.push(sentence(text[language], data, language));
  }
  return said.join(template("next", language));
}

// SPDX-License-Identifier: Apache-2.0
// spec/claims.md, Words: what a claim says, in English and Chinese, from the templates of the format.
import { decodeText, field, isObject, type Json, type JsonObject } from "./canonical.ts";
import { CLAIM_BYTES_MAX, type Words } from "./claim_forms.ts";
import { INTEGER_MAX } from "./forms.ts";
import { WORDS } from "./words_data.ts";
import { sha256Hex } from "./sha256.ts";
import { demand, Wrong } from "./wrong.ts";

export type Language = "en" | "zh";
type Values = { [name: string]: string };
/** Fields of an event that count units of another instrument → the field that names it. */
type Sums = { [field: string]: string };
/** How the fields of an event are told. */
type Measures = { [field: string]: string };
type Telling = { sums: Sums; measures: Measures; language: Language };
/** Path of a field of a record → what it holds; null: the record says nothing there. */
type Holding = { [path: string]: string | number | null };
/** How the fields of a table are read: what each measures, and which other field names the instrument that it counts. */
type Reading = { table: string; forms: { [path: string]: string }; counted: { [path: string]: string }; language: Language; inJson: boolean };

const TEXTS = WORDS as unknown as {
  claims: { [name: string]: Words };
  does_not_claim: { [kind: string]: Words[] };
  events: {
    clauses: [string, Words][];
    composed: { [name: string]: { kind: string; without: string; words: Words }[] };
    enumerated: string[];
    measures: { [type: string]: Measures };
    quantities: string[];
    rows: { [field: string]: Words };
    sentences: { [type: string]: Words };
    sums: { [type: string]: Sums };
    templates: { [name: string]: Words };
    usual: { [field: string]: Json };
    values: { [value: string]: Words };
    written: string[];
  };
  records: {
    counted: { [table: string]: { [path: string]: string } };
    durations: [number, Words][];
    fields: { [field: string]: Words };
    remarks: { [table: string]: { unless: Holding; where: Holding; words: Words }[] };
    tables: { [table: string]: { [path: string]: string } };
    templates: { [name: string]: Words };
  };
  invisible: [number, number][];
  quotes: [number, number][];
};
const QUOTED_MAX = 240;
const WORD_MAX = 40;
const HASH_DIGITS = 16;
const BARE = /^[A-Za-z0-9._:/-]{1,240}$/;
const UNTYPED: Words = { en: "Event of type {name}", zh: "{name} 类事件" };
const UNITS = { en: (quantity: string) => `${quantity} smallest unit${quantity === "1" ? "" : "s"}`, zh: (quantity: string) => `${quantity} 个最小单位` };
const BRACES = /\{([a-z_]+)\}/g;
const NOTHING = "—";
const ROWS_MAX = 3;
const PARTS_MAX = 16;
const FIELDS_MAX = CLAIM_BYTES_MAX / 2;

export function fill(template: string, values: Values): string {
  return template.replace(/\{([a-z_]+)\}/g, (_, name: string) => values[name]!);
}

export function claimWords(name: string, language: Language, values: Values = {}): string {
  return fill(TEXTS.claims[name]![language], values);
}

export function doesNotClaim(kind: string): Words[] {
  return TEXTS.does_not_claim[kind]!;
}

const DAY_MS = 86_400_000;
const DAY_MAX = 100_000_000;

/** A time in UTC to the millisecond, in years beyond 9999 too, which no Date writes so; the last that there is never comes. */
export function utc(time: number): string {
  if (time === INTEGER_MAX) return TEXTS.records.templates["never"]!.en;
  const [days, rest] = [Math.floor(time / DAY_MS), ((time % DAY_MS) + DAY_MS) % DAY_MS];
  const clock = [rest / 3_600_000, (rest / 60_000) % 60, (rest / 1000) % 60].map((part) => padded(Math.floor(part), 2)).join(":");
  return `${date(days)}T${clock}.${padded(rest % 1000, 3)}Z`;
}

/** The Gregorian date of a day since 1970-01-01, counted in eras of 400 years that begin on 1 March. */
function date(days: number): string {
  const era = Math.floor((days + 719_468) / 146_097);
  const dayOfEra = days + 719_468 - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1, 2)}`;
}

function padded(value: number, length: number): string {
  return String(value).padStart(length, "0");
}

/** A whole number with its digits in threes. */
export function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

function signed(value: number): string {
  return `${value < 0 ? "−" : ""}${grouped(String(Math.abs(value)))}`;
}

/** Bare where nothing in it could mislead, else between quotation marks. */
export function written(text: string): string {
  return BARE.test(text) ? text : quoted(text);
}

/** Cut, then with the beginning of its hash, and with each character that could hide, reorder or end the quotation spelled out. */
export function quoted(text: string): string {
  const letters = [...text];
  const fits = letters.length <= QUOTED_MAX;
  const shown = letters.slice(0, fits ? QUOTED_MAX : cutAt(letters)).map((letter) => {
    const point = letter.codePointAt(0)!;
    const spelled = [...TEXTS.invisible, ...TEXTS.quotes].some(([from, to]) => from <= point && point <= to);
    return spelled ? `⟨U+${point.toString(16).toUpperCase().padStart(4, "0")}⟩` : letter;
  });
  return `“${shown.join("")}${fits ? "" : `…⟨SHA-256 ${sha256Hex(text).slice(0, HASH_DIGITS)}⟩`}”`;
}

/** Before the last space near the end, where there is one. */
function cutAt(letters: string[]): number {
  const space = letters.lastIndexOf(" ", QUOTED_MAX - 1);
  return space < QUOTED_MAX - 1 - WORD_MAX ? QUOTED_MAX - 1 : space;
}

function leaf(value: Json): string {
  if (value === null || value === "") return NOTHING;
  if (value === true) return "True";
  if (value === false) return "False";
  return written(typeof value === "object" ? JSON.stringify(value) : String(value));
}

/** What a number of a record measures, written for a person; of no measure as it stands. */
const MEASURED: { [measure: string]: (value: number, language: Language) => string } = {
  bp: (value) => `${decimal(value, 2)} %`,
  day: (value) => (value > DAY_MAX ? String(value) : date(value)),
  duration: (value, language) => {
    const said: string[] = [];
    let rest = value;
    for (const [each, name] of TEXTS.records.durations) {
      const count = Math.floor(rest / each);
      rest -= count * each;
      if (count > 0 || (each === 1 && said.length === 0)) said.push(fill(name[language], { count: String(count) }));
    }
    return said.join(" ");
  },
  minute: (value) => minute(value),
  offset: (value) => `UTC${value < 0 ? "-" : "+"}${minute(Math.abs(value))}`,
  ppm: (value) => `${decimal(value, 4)} %`,
  ppb: (value) => `${decimal(value, 7)} %`,
  quantity_or_all: (value, language) => (value === INTEGER_MAX ? TEXTS.records.templates["all"]![language] : UNITS[language](grouped(String(value)))),
  quantity: (value, language) => UNITS[language](signed(value)),
  time: (value, language) => (value === INTEGER_MAX ? TEXTS.records.templates["never"]![language] : utc(value)),
};

function decimal(value: number, decimals: number): string {
  const digits = String(value).padStart(decimals + 1, "0");
  return `${grouped(digits.slice(0, -decimals))}.${digits.slice(-decimals)}`;
}

function minute(value: number): string {
  return [Math.floor(value / 60), value % 60].map((part) => padded(part, 2)).join(":");
}

/** What a field of a record holds, by what it measures; values are those of its table first. */
function held(value: Json, measure: string, language: Language, table = ""): string {
  const { dash, no, yes } = TEXTS.records.templates;
  if (typeof value === "boolean") return (value ? yes! : no!)[language];
  if (value === null || value === "" || typeof value === "object") return dash![language];
  if (typeof value === "string") return measure === "value" ? valueWords(value, language, table) : written(value);
  if (value === 0 && (measure === "time" || measure === "day")) return dash![language];
  const told = Object.hasOwn(MEASURED, measure) && (value >= 0 || measure === "offset" || measure === "quantity");
  return told ? MEASURED[measure]!(value, language) : String(value);
}

/** A JSON value from its text; a text that is none in canonical form is one by itself. */
function valueOf(text: string): Json {
  try {
    return decodeText(text);
  } catch (error) {
    if (error instanceof Wrong) return text;
    throw error;
  }
}

/** The same in a sentence: an object without its parentheses where it is all. */
function toldJson(text: string, language: Language): string {
  const value = valueOf(text);
  return isObject(value) && Object.keys(value).length > 0 ? entries(value, language) : jsonWords(value, language);
}

/** What has no parts: no two values of different types read alike. */
function jsonLeaf(value: Json, language: Language): string {
  const { empty_list, empty_object, empty_text, no, nothing, yes } = TEXTS.records.templates;
  if (value === null) return nothing![language];
  if (value === "") return empty_text![language];
  if (typeof value === "object") return (Array.isArray(value) ? empty_list! : empty_object!)[language];
  if (typeof value !== "string") return held(value, "", language);
  const another = [yes!, no!, nothing!].some((words) => words.en === value) || !/[A-Za-z]/.test(value);
  return another ? quoted(value) : written(value);
}

function jsonWords(value: Json, language: Language): string {
  if (Array.isArray(value) && value.length > 0) return `[${cutParts(value.map((one) => () => jsonWords(one, language)))}]`;
  if (isObject(value) && Object.keys(value).length > 0) return `(${entries(value, language)})`;
  return jsonLeaf(value, language);
}

function entries(value: JsonObject, language: Language): string {
  return cutParts(Object.keys(value).sort().map((name) => () => `${written(name)}: ${jsonWords(value[name]!, language)}`));
}

function cutParts(parts: (() => string)[]): string {
  return [...parts.slice(0, PARTS_MAX).map((part) => part()), ...(parts.length > PARTS_MAX ? ["…"] : [])].join(", ");
}

/** Each leaf of a record: what it is called, and what it holds. */
export function recordWords(value: Json, record: string, language: Language): Generator<string> {
  const table = tableOf(record);
  const { counted, tables } = TEXTS.records;
  const own = <T>(of: { [table: string]: { [path: string]: T } }) => (Object.hasOwn(of, table) ? of[table]! : {});
  return leaves(value, "", "", { table, forms: own(tables), counted: own(counted), language, inJson: false }, []);
}

/** What is said of a record before its fields: each remark that holds. */
export function remarkOn(value: JsonObject, record: string, language: Language): string | null {
  const table = tableOf(record);
  if (!Object.hasOwn(TEXTS.records.remarks, table)) return null;
  const holds = (of: Holding) => Object.entries(of).every(([path, held]) => at(value, path.split(".")) === held);
  const said = TEXTS.records.remarks[table]!.filter(({ unless, where }) => holds(where) && !(Object.keys(unless).length > 0 && holds(unless)));
  return said.length === 0 ? null : said.map(({ words }) => words[language]).join(template("next", language));
}

/** What stands there; null for nothing. */
function at(value: Json, parts: string[]): Json {
  if (parts.length === 0) return value;
  return isObject(value) ? at(field(value, parts[0]!) ?? null, parts.slice(1)) : null;
}

/** Whether the record stands in a table whose fields have words here. */
export function tellsOf(record: string): boolean {
  return Object.hasOwn(TEXTS.records.tables, tableOf(record));
}

function tableOf(record: string): string {
  return record.split("/").slice(0, 2).join("/");
}

/** In records of its table first. */
function called(name: string, table: string, language: Language): string {
  const { fields } = TEXTS.records;
  const own = `${table}.${name}`;
  if (Object.hasOwn(fields, own)) return fields[own]![language];
  return Object.hasOwn(fields, name) ? fields[name]![language] : name.replaceAll("_", " ");
}

/** ``around``: the objects that it stands in, the nearest first. */
function* leaves(value: Json, path: string, name: string, reading: Reading, around: JsonObject[]): Generator<string> {
  const { table, forms, inJson, language } = reading;
  if (typeof value === "string" && Object.hasOwn(forms, path) && forms[path] === "json") {
    yield* leaves(valueOf(value), `${path}.*`, name, { ...reading, inJson: true }, around);
  } else if (Array.isArray(value) && value.length > 0) {
    for (const [i, item] of value.entries()) yield* leaves(item, path, `${name}[${i}]`, reading, around);
  } else if (isObject(value) && Object.keys(value).length > 0) {
    for (const key of Object.keys(value).sort()) {
      const whole = path === "" ? key : `${path}.${key}`;
      const known = Object.hasOwn(forms, whole);
      const part = known ? called(key, table, language) : written(key);
      yield* leaves(value[key]!, known ? whole : `${path}.*`, name === "" ? part : `${name} · ${part}`, reading, [value, ...around]);
    }
  } else {
    const measure = Object.hasOwn(forms, path) ? forms[path]! : "";
    const said = inJson ? jsonLeaf(value, language) : counting(held(value, measure, language, table), value, path, reading, around);
    yield name === "" ? said : `${name}${language === "en" ? ": " : "："}${said}`;
  }
}

/** A number of another instrument's units names the instrument. */
function counting(said: string, value: Json, path: string, { counted, language }: Reading, around: JsonObject[]): string {
  if (typeof value !== "number" || !Object.hasOwn(counted, path)) return said;
  const within = around.find((object) => field(object, counted[path]!) !== undefined);
  const instrument = within === undefined ? null : field(within, counted[path]!);
  if (typeof instrument !== "string" || instrument === "") return said;
  return fill(TEXTS.records.templates["of"]![language], { counted: said, instrument: written(instrument) });
}

/** As far as both languages can stand in a claim: what is said of each leaf repeats the way to it. */
export function bounded(said: Iterable<string>): string[] {
  const whole: string[] = [];
  let length = 0;
  for (const one of said) {
    // A character is one or two of these units, and takes as many bytes at least.
    length += one.length;
    demand(length <= FIELDS_MAX, `no claim can say so much: it takes more than ${FIELDS_MAX.toLocaleString("en")} characters`);
    whole.push(one);
  }
  return whole;
}

/** An entry of the list of values, or the value itself with spaces. */
export function valueWords(value: string, language: Language, table = ""): string {
  const own = `${table}.${value}`;
  if (Object.hasOwn(TEXTS.events.values, own)) return TEXTS.events.values[own]![language];
  return Object.hasOwn(TEXTS.events.values, value) ? TEXTS.events.values[value]![language] : written(value.replaceAll("_", " "));
}

function template(name: string, language: Language, values: Values = {}): string {
  return fill(TEXTS.events.templates[name]![language], values);
}

function shown(name: string, value: Json | undefined, telling: Telling): string {
  const { enumerated, quantities, rows, written: quotedFields } = TEXTS.events;
  const { language, measures, sums } = telling;
  if (value === null && quantities.includes(name)) return template("all", language);
  if (value === undefined || value === null) return NOTHING;
  if (Object.hasOwn(sums, name) || quantities.includes(name)) return typeof value === "number" ? UNITS[language](signed(value)) : written(String(value));
  if (enumerated.includes(name)) {
    if (!Array.isArray(value)) return valueWords(String(value), language);
    return value.length === 0 ? NOTHING : value.map((one) => valueWords(String(one), language)).join(template("and", language));
  }
  if (Object.hasOwn(measures, name) && typeof value === "number") return held(value, measures[name]!, language);
  if (typeof value === "string" && Object.hasOwn(measures, name) && measures[name] === "json") return toldJson(value, language);
  if (name === "keys") {
    const { keys, threshold } = value as unknown as { keys: Json[]; threshold: number };
    return template("signing", language, { count: String(keys.length), threshold: String(threshold) });
  }
  if (Object.hasOwn(rows, name)) {
    const items = (value as JsonObject[]).slice(0, ROWS_MAX).map((row) => sentence(rows[name]![language], row, telling));
    const others = (value as JsonObject[]).length - items.length;
    if (others > 0) items.push(template("more", language, { count: String(others) }));
    return items.join(template("next", language));
  }
  if (Array.isArray(value)) return value.length === 0 ? NOTHING : value.map((one) => written(String(one))).join(template("and", language));
  if (quotedFields.includes(name)) return quoted(String(value));
  return typeof value === "string" ? written(value) : leaf(value);
}

function sentence(text: string, data: JsonObject, telling: Telling): string {
  const { composed } = TEXTS.events;
  return text.replace(BRACES, (_, name: string) =>
    Object.hasOwn(composed, name) ? pieces(name, data, telling) : shown(name, field(data, name), telling),
  );
}

/** What an event says of what is composed: each piece whose every field it says. */
function pieces(name: string, data: JsonObject, telling: Telling): string {
  const { language } = telling;
  const tells = (one: string) => !isEmpty(field(data, one));
  const told = TEXTS.events.composed[name]!.filter(({ kind, without, words }) => {
    const fits = (kind === "" || field(data, "kind") === kind) && (without === "" || !tells(without));
    return fits && [...words.en.matchAll(BRACES)].every((match) => tells(match[1]!));
  });
  if (told.length === 0) return NOTHING;
  return told.map(({ words }) => sentence(words[language], data, telling)).join(template("and", language));
}

function isEmpty(value: Json | undefined): boolean {
  return !value || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);
}

/** An event in words. */
export function eventWords(type: string, data: JsonObject, language: Language): string {
  const { clauses, measures, sentences, sums, usual } = TEXTS.events;
  const own = Object.hasOwn(sentences, type) ? sentences[type]! : null;
  if (own === null) return fill(UNTYPED[language], { name: written(type) });
  const of = <T>(each: { [type: string]: { [field: string]: T } }) => (Object.hasOwn(each, type) ? each[type]! : {});
  const telling = { sums: of(sums), measures: of(measures), language };
  const said = [sentence(own[language], data, telling)];
  for (const [name, text] of clauses) {
    const value = field(data, name);
    if (isEmpty(value) || own.en.includes(`{${name}}`) || (Object.hasOwn(usual, name) && usual[name] === value)) continue;
    said.push(sentence(text[language], data, telling));
  }
  return said.join(template("next", language));
}

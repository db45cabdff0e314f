// SPDX-License-Identifier: Apache-2.0
// spec/canonical-json.md: one value, one sequence of bytes. The same reader, less strict, reads trust files.
import { textOf } from "./bytes.ts";
import { Wrong } from "./wrong.ts";

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [name: string]: Json };

const DEPTH_MAX = 64;
const ESCAPES: { [letter: string]: string } = {
  '"': '"', "\\": "\\", b: "\b", t: "\t", n: "\n", f: "\f", r: "\r",
};

/** The value of canonical bytes; bytes that are not canonical are refused. */
export function decode(bytes: Uint8Array): Json {
  return decodeText(textOf(bytes));
}

export function decodeText(text: string): Json {
  return new Reader(text, true).document();
}

/** JSON as people write it, with white space and in any order; a name twice in one object is refused. */
export function decodeLoosely(bytes: Uint8Array): Json {
  return decodeLooseText(textOf(bytes));
}

export function decodeLooseText(text: string): Json {
  return new Reader(text, false).document();
}

/** The canonical text of a value. */
export function encode(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(encode).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${encode(value[name]!)}`).join(",")}}`;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether two values are the same value. */
export function same(one: Json, other: Json): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    return Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((item, i) => same(item, other[i]!));
  }
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => Object.hasOwn(other, name) && same(one[name]!, other[name]!));
}

/** A field that may not be there. Never `value[name]`, which finds what every object inherits. */
export function field(value: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

class Reader {
  private at = 0;

  constructor(private readonly text: string, private readonly strict: boolean) {}

  document(): Json {
    this.blanks();
    const value = this.value(1);
    this.blanks();
    if (this.at !== this.text.length) this.fail("something follows the value");
    return value;
  }

  private value(depth: number): Json {
    switch (this.text[this.at]) {
      case "{":
        return this.object(depth);
      case "[":
        return this.list(depth);
      case '"':
        return this.string();
      case "t":
        return this.word("true", true);
      case "f":
        return this.word("false", false);
      case "n":
        return this.word("null", null);
      default:
        return this.integer();
    }
  }

  private object(depth: number): JsonObject {
    if (depth > DEPTH_MAX) this.fail("nested too deep");
    const value: JsonObject = {};
    let last: string | null = null;
    this.at++;
    this.blanks();
    if (this.take("}")) return value;
    do {
      this.blanks();
      if (this.text[this.at] !== '"') this.fail("a name is expected");
      const name = this.string();
      if (this.strict && last !== null && name <= last) this.fail("names out of order, or one twice");
      if (this.strict && /[^\x00-\x7f]/.test(name)) this.fail("a name that is not ASCII");
      if (Object.hasOwn(value, name)) this.fail(`the name ${JSON.stringify(name)} twice`);
      last = name;
      this.blanks();
      if (!this.take(":")) this.fail("a colon is expected");
      this.blanks();
      const held = this.value(depth + 1);
      if (name === "__proto__") Object.defineProperty(value, name, { value: held, enumerable: true });
      else value[name] = held;
      this.blanks();
    } while (this.take(","));
    if (!this.take("}")) this.fail("a comma or a brace is expected");
    return value;
  }

  private list(depth: number): Json[] {
    if (depth > DEPTH_MAX) this.fail("nested too deep");
    const value: Json[] = [];
    this.at++;
    this.blanks();
    if (this.take("]")) return value;
    do {
      this.blanks();
      value.push(this.value(depth + 1));
      this.blanks();
    } while (this.take(","));
    if (!this.take("]")) this.fail("a comma or a bracket is expected");
    return value;
  }

  private string(): string {
    const { text } = this;
    let plain = ++this.at;
    let value = "";
    for (;;) {
      const unit = text.charCodeAt(this.at);
      if (unit === 0x22) break;
      if (Number.isNaN(unit) || unit < 0x20) this.fail("a text does not end, or holds a control character");
      if (unit === 0x5c) {
        value += text.slice(plain, this.at) + this.escape();
        plain = this.at;
      } else this.at++;
    }
    value += text.slice(plain, this.at++);
    if (!this.strict && /\p{Surrogate}/u.test(value)) this.fail("half a surrogate pair");
    return value;
  }

  private escape(): string {
    const letter = this.text[this.at + 1] ?? "";
    const simple = ESCAPES[letter];
    if (simple !== undefined) {
      this.at += 2;
      return simple;
    }
    if (!this.strict && letter === "/") {
      this.at += 2;
      return "/";
    }
    const digits = this.text.slice(this.at + 2, this.at + 6);
    if (letter !== "u" || !/^[0-9A-Fa-f]{4}$/.test(digits)) this.fail("an unknown escape");
    const character = String.fromCharCode(parseInt(digits, 16));
    if (this.strict && JSON.stringify(character) !== `"\\u${digits}"`) this.fail("an escape that is not canonical");
    if (this.strict && character >= " ") this.fail("an escape that is not canonical");
    this.at += 6;
    return character;
  }

  private integer(): number {
    const from = this.at;
    if (this.text[this.at] === "-") this.at++;
    while (this.text.charCodeAt(this.at) >= 0x30 && this.text.charCodeAt(this.at) <= 0x39) this.at++;
    const digits = this.text.slice(from, this.at);
    if (!/^(0|-?[1-9][0-9]{0,15})$/.test(digits) && (this.strict || digits !== "-0")) this.fail("no value, or not an integer in its one form");
    const value = Number(digits) + 0;
    if (!Number.isSafeInteger(value)) this.fail("an integer beyond 2^53 - 1");
    return value;
  }

  private word<T extends Json>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.fail("an unknown word");
    this.at += word.length;
    return value;
  }

  private blanks(): void {
    if (this.strict) return;
    while (" \t\r\n".includes(this.text[this.at] ?? "x")) this.at++;
  }

  private take(letter: string): boolean {
    if (this.text[this.at] !== letter) return false;
    this.at++;
    return true;
  }

  private fail(message: string): never {
    throw new Wrong(`not canonical JSON: ${message} (character ${this.at})`);
  }
}

// SPDX-License-Identifier: Apache-2.0
// Forms: what a decoded value must look like. A form answers null, or what is wrong with the value.
import { codePoints, fromBase64 } from "./bytes.ts";
import { encode, isObject, type Json, type JsonObject } from "./canonical.ts";
import { Wrong } from "./wrong.ts";

export type Form = (value: Json) => string | null;
export type Fields = { [name: string]: Form };
/** Fields that must be left out when they hold their default, or, where that is said, may be. */
export type Defaults = { [name: string]: [Form, Json, true?] };

export const INTEGER_MAX = Number.MAX_SAFE_INTEGER;
export const ZEROS = "0".repeat(64);

export const any: Form = () => null;
export const text: Form = (value) => (typeof value === "string" ? null : "is not text");
export const isTrue: Form = (value) => (value === true ? null : "is not true");
export const flag: Form = (value) => (typeof value === "boolean" ? null : "is neither true nor false");
export const object: Form = (value) => (isObject(value) ? null : "is not an object");
export const quantity = integer(0);
export const positive = integer(1);
export const time = integer(0);
export const hash = pattern(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal digits");
export const identifier = pattern(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/, "an identifier");
export const path = pattern(/^[A-Za-z0-9._:/-]{1,400}$/, "the path of a record");

export function integer(least: number, most: number = INTEGER_MAX): Form {
  return (value) =>
    typeof value === "number" && value >= least && value <= most ? null : `is not an integer from ${least} to ${most}`;
}

export function pattern(expected: RegExp, name: string): Form {
  return (value) => (typeof value === "string" && expected.test(value) ? null : `is not ${name}`);
}

export function textOfLength(least: number, most: number): Form {
  return (value) => {
    if (typeof value !== "string") return "is not text";
    const length = codePoints(value);
    return length >= least && length <= most ? null : `has not ${least} to ${most} characters`;
  };
}

export function base64(bytesMax: number): Form {
  return (value) => {
    const bytes = typeof value === "string" ? fromBase64(value) : null;
    if (bytes === null) return "is not canonical base64";
    return bytes.length <= bytesMax ? null : `is longer than ${bytesMax} bytes`;
  };
}

export function oneOf(...words: string[]): Form {
  return (value) => (typeof value === "string" && words.includes(value) ? null : `is none of ${words.join(", ")}`);
}

export function orNull(form: Form): Form {
  return (value) => (value === null ? null : form(value));
}

export function list(form: Form, least = 0, most = Infinity): Form {
  return (value) => {
    if (!Array.isArray(value)) return "is not a list";
    if (value.length < least || value.length > most) return `has not ${least} to ${most} items`;
    for (let i = 0; i < value.length; i++) {
      const wrong = form(value[i]!);
      if (wrong !== null) return `[${i}] ${wrong}`;
    }
    return null;
  };
}

/** An object with whatever fields, each of one form. */
export function map(form: Form): Form {
  return (value) => {
    if (!isObject(value)) return "is not an object";
    for (const [name, one] of Object.entries(value)) {
      const wrong = form(one);
      if (wrong !== null) return `.${name} ${wrong}`;
    }
    return null;
  };
}

/** An object with exactly these fields, and, of those with a default, the ones that hold something else. */
export function fields(required: Fields, defaults: Defaults = {}): Form {
  const forms = Object.entries(required);
  const optional = Object.entries(defaults);
  return (value) => {
    if (!isObject(value)) return "is not an object";
    let found = forms.length;
    for (const [name, form] of forms) {
      if (!Object.hasOwn(value, name)) return `has no ${name}`;
      const wrong = form(value[name]!);
      if (wrong !== null) return `.${name} ${wrong}`;
    }
    for (const [name, [form, standard, mayStand]] of optional) {
      if (!Object.hasOwn(value, name)) continue;
      found++;
      const wrong = form(value[name]!);
      if (wrong !== null) return `.${name} ${wrong}`;
      if (mayStand !== true && encode(value[name]!) === encode(standard)) return `.${name} must be left out when it is ${encode(standard)}`;
    }
    return Object.keys(value).length === found ? null : "has a field that does not belong there";
  };
}

/** The value with all its fields, those that were left out with their defaults. */
export function complete(value: JsonObject, defaults: Defaults): JsonObject {
  const whole: JsonObject = {};
  for (const [name, [, standard]] of Object.entries(defaults)) whole[name] = standard;
  return Object.assign(whole, value);
}

export function expect(form: Form, value: Json, what: string): void {
  const wrong = form(value);
  if (wrong !== null) throw new Wrong(`${what} ${wrong}`);
}

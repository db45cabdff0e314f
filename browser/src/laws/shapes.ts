// SPDX-License-Identifier: Apache-2.0
// What laws take of calls, events and records by name.
import { type JsonObject } from "../canonical.ts";

export interface Leg extends JsonObject {
  instrument: string;
  quantity: number;
  receiver: string;
  sender: string;
}

/** The fields of an object by these names, as far as it has them. */
export function pickThere(value: JsonObject, ...names: string[]): JsonObject {
  return pick(value, ...names.filter((name) => Object.hasOwn(value, name)));
}

/** The fields of an object by these names. */
export function pick(value: JsonObject, ...names: string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, value[name]!]));
}

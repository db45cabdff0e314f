// SPDX-License-Identifier: Apache-2.0
// spec/canonical-json.md: one value, one text. What has no such form is refused here, before anybody signs it.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };

const DEPTH_MAX = 64;

/** The canonical text of a value. A member that is undefined is left out. Throws RangeError for what has none. */
export function canonical(value: unknown): string {
  return written(value, "$", DEPTH_MAX);
}

function written(value: unknown, path: string, depth: number): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") {
    if (/\p{Surrogate}/u.test(value)) throw new RangeError(`${path}: half a surrogate pair is not text`);
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${path}: not an integer within 2^53 - 1`);
    return String(value + 0 === 0 ? 0 : value);
  }
  if (typeof value !== "object") throw new RangeError(`${path}: a ${typeof value} is no JSON`);
  if (depth <= 0) throw new RangeError(`${path}: nested more than ${DEPTH_MAX} deep`);
  if (Array.isArray(value)) return `[${value.map((one, at) => written(one, `${path}[${at}]`, depth - 1)).join(",")}]`;
  const members = Object.entries(value).filter(([, held]) => held !== undefined);
  return `{${members.sort(([one], [other]) => (one < other ? -1 : 1)).map((one) => member(one, path, depth)).join(",")}}`;
}

function member([name, held]: [string, unknown], path: string, depth: number): string {
  if (/[^\x00-\x7f]/.test(name)) throw new RangeError(`${path}: a name that is not ASCII`);
  return `${JSON.stringify(name)}:${written(held, `${path}.${name}`, depth - 1)}`;
}

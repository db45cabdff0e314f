// SPDX-License-Identifier: Apache-2.0
// Forms that calls, events and records share.
import { type JsonObject } from "../canonical.ts";
import { base64, fields, hash, integer, list, oneOf, orNull, pattern, positive, text, textOfLength, type Defaults } from "../forms.ts";

export const control = oneOf("nobody", "holder", "custodian", "either", "both");
export const standing = oneOf("active", "suspended");
export const role = oneOf("registrar", "supervisor", "issuer", "custodian", "operating_bank", "venue", "clearing_house");
export const roles = list(role, 0, 7);
export const name200 = textOfLength(0, 200);
export const reason200 = textOfLength(1, 200);
export const actor = pattern(/^[A-Za-z0-9._:/-]{1,200}$/, "a party or the path of a record");
export const termsDocument = fields({ hash, uri: textOfLength(1, 500) });
export const unit = fields({ decimals: integer(0, 12), name: textOfLength(1, 32) });
const code = orNull(textOfLength(0, 32));
export const identifiers = fields({}, { cfi: [code, null], code: [code, null], isin: [code, null], mic: [code, null] });
export const leg = fields({ instrument: text, quantity: positive, receiver: text, sender: text });
export const sealed: Defaults = {
  sealed: [
    list(
      fields({
        ciphertext: base64(8192),
        encapsulated: base64(1600),
        recipient: hash,
        suite: pattern(/^[a-z0-9-]{1,64}$/, "the name of a suite"),
      }),
    ),
    [],
  ],
};

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

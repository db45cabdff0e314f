// SPDX-License-Identifier: Apache-2.0
// spec/custody-entries.md, header.md, seal.md: entries of the custody log, and what is signed in them.
import { decode, type Json } from "./canonical.ts";
import { expect, fields, flag, hash, identifier, integer, list, oneOf, orNull, textOfLength, time, type Form } from "./forms.ts";
import { envelopeForm, payloadOf, policyForm, type Envelope, type KeyPolicy } from "./keys.ts";
import { demand } from "./wrong.ts";

export interface Header {
  ancestors: string;
  chain: string;
  events: string;
  height: number;
  parent: string;
  protocol: { features: string[]; version: number };
  state: string;
  time: number;
  transactions: string;
}

export interface Anchor {
  header: Header;
  late: boolean;
  received: number;
  seal: Envelope;
}

export interface RollLine {
  chain: string;
  halted: number | null;
  header: string;
  height: number;
  rotation: number | null;
  seal: string;
  time: number;
}

export interface Roll {
  chains: RollLine[];
  received: number;
}

export interface RotationEntry {
  received: number;
  rotation: Envelope;
}

export interface Rotation {
  chain: string;
  effective: number;
  last_hash: string;
  last_height: number;
  previous: number | null;
  seal: KeyPolicy;
}

export interface Audit {
  chain: string;
  genesis: string;
  header: string;
  height: number;
  log: string;
  state: string;
}

const height = integer(0);
const featureNames: Form = (value) => {
  const wrong = list(textOfLength(0, 64), 0, 64)(value);
  if (wrong !== null) return wrong;
  const names = value as string[];
  return names.every((name, i) => i === 0 || isBefore(names[i - 1]!, name)) ? null : "is not sorted, or names one twice";
};

/** Order by code points, not by UTF-16 units. */
export function isBefore(one: string, other: string): boolean {
  const a = [...one];
  const b = [...other];
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] !== b[i]) return a[i]!.codePointAt(0)! < b[i]!.codePointAt(0)!;
  }
  return a.length < b.length;
}

export const headerForm = fields({
  ancestors: hash,
  chain: identifier,
  events: hash,
  height,
  parent: hash,
  protocol: fields({ features: featureNames, version: integer(1, 2 ** 31) }),
  state: hash,
  time,
  transactions: hash,
});
export const anchorForm = fields({ header: headerForm, late: flag, received: time, seal: envelopeForm, type: oneOf("anchor") });
export const rotationEntryForm = fields({ received: time, rotation: envelopeForm, type: oneOf("rotation") });
export const auditEntryForm = fields({ audit: envelopeForm, received: time, type: oneOf("audit") });
export const rollForm = fields({
  chains: list(
    fields({
      chain: identifier,
      halted: orNull(height),
      header: hash,
      height: integer(-1),
      rotation: orNull(integer(0)),
      seal: hash,
      time,
    }),
  ),
  received: time,
  type: oneOf("roll"),
});
export const rotationForm = fields({
  chain: identifier,
  effective: time,
  last_hash: hash,
  last_height: integer(-1),
  previous: orNull(integer(0)),
  seal: policyForm,
});
export const auditForm = fields({
  chain: identifier,
  genesis: hash,
  header: hash,
  height,
  log: textOfLength(1, 200),
  state: hash,
});

export function rotationOf(envelope: Envelope): Rotation {
  return signed(envelope, "rotation", rotationForm) as unknown as Rotation;
}

export function auditOf(envelope: Envelope): Audit {
  return signed(envelope, "audit", auditForm) as unknown as Audit;
}

function signed(envelope: Envelope, what: string, form: Form): Json {
  demand(envelope.payloadType === `application/vnd.counterfoil.${what}+json`, `an envelope that is not of a ${what}`);
  const payload = decode(payloadOf(envelope));
  expect(form, payload, `the payload of a ${what}`);
  return payload;
}

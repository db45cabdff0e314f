// SPDX-License-Identifier: Apache-2.0
// spec/transaction-and-event.md: what parties sign, its lines, and events.
import { decode, encode, type JsonObject } from "./canonical.ts";
import { utf8 } from "./bytes.ts";
import { expect, fields, hash, identifier, integer, list, object, oneOf, orNull, text, type Form } from "./forms.ts";
import { payloadOf, type Envelope } from "./keys.ts";
import { sha256Hex } from "./sha256.ts";
import { demand } from "./wrong.ts";

export interface Intent {
  by: string[];
  calls: { count: number; root: string };
  chain: string;
  genesis: string;
  valid_from: number;
  valid_until: number;
}

export interface Consent {
  account: string;
  by: string[];
  kind: string;
  record: string;
  seq: number;
  side: "gives" | "takes";
}

export interface Link {
  after?: string;
  previous: string;
  record: string;
  seq: number;
}

export interface Event {
  call: number | null;
  chain: string;
  consents: Consent[];
  data: JsonObject;
  height: number;
  index: number;
  object: string;
  trails: Link[];
  transaction: string;
  type: string;
}

export const TRANSACTION_TYPE = "application/vnd.counterfoil.transaction+json";

const parties: Form = (value) => {
  const wrong = list(identifier, 1, 32)(value);
  if (wrong !== null) return wrong;
  const names = value as string[];
  return names.every((name, i) => i === 0 || names[i - 1]! < name) ? null : "is not sorted, or names a party twice";
};
const intentFields = fields({
  by: parties,
  calls: fields({ count: integer(1, 1000), root: hash }),
  chain: identifier,
  genesis: hash,
  valid_from: integer(0),
  valid_until: integer(0),
});
export const intentForm: Form = (value) => {
  const { valid_from, valid_until } = (value ?? {}) as unknown as Intent;
  return intentFields(value) ?? (valid_from <= valid_until ? null : "is never valid");
};
const link = fields({ previous: hash, record: text, seq: integer(1) });
const linkWithAfter = fields({ after: hash, previous: hash, record: text, seq: integer(1) });

export const OBJECTS = [
  "subject", "account", "product", "transfer_report", "registration", "fund_settlement", "disclosure",
  "financial_statement", "regulatory",
];
export const lineForm = fields({ call: object, salt: hash });
export const consentForm = fields({
  account: text,
  by: list(text),
  kind: oneOf("signature", "hold", "mandate", "order", "rule"),
  record: text,
  seq: integer(0),
  side: oneOf("gives", "takes"),
});
export const eventForm = fields({
  call: orNull(integer(0)),
  chain: identifier,
  consents: list(consentForm),
  data: object,
  height: integer(0),
  index: integer(0),
  object: oneOf(...OBJECTS),
  trails: list((value) => (linkWithAfter(value) === null ? null : link(value))),
  transaction: hash,
  type: text,
});

export function intentOf(envelope: Envelope): Intent {
  demand(envelope.payloadType === TRANSACTION_TYPE, "an envelope that is not of a transaction");
  const payload = decode(payloadOf(envelope));
  expect(intentForm, payload, "a transaction");
  return payload as unknown as Intent;
}

/** A leaf of a header's `transactions`: how many events it caused, as four bytes, big-endian, then the envelope. */
export function placedEnvelope(envelope: Uint8Array, events: number): Uint8Array {
  const placed = new Uint8Array(4 + envelope.length);
  new DataView(placed.buffer).setUint32(0, events);
  placed.set(envelope, 4);
  return placed;
}

/** The id: of what the transaction means to do, not of who signed it or until when it is valid. */
export function transactionId({ by, calls, chain, genesis }: Intent): string {
  return sha256Hex(utf8("counterfoil/v1/intent\0" + encode({ by, calls, chain, genesis })));
}

// SPDX-License-Identifier: Apache-2.0
// spec/claims.md: the seven kinds of claim and their fields.
import { type Json, type JsonObject } from "./canonical.ts";
import { fields, flag, hash, identifier, integer, list, object, orNull, path, quantity, text, time, type Fields, type Form } from "./forms.ts";

export const CLAIM_BYTES_MAX = 16 * 1024 * 1024;

export interface Words {
  en: string;
  zh: string;
}

export interface Claim {
  kind: string;
  chain: string;
  height: number;
  received: number;
  beyond: number;
  as_of: number;
  current: boolean;
  witnessed: number;
  vouched: string[];
  statement: Words;
  does_not_claim: Words[];
  [name: string]: Json | Words | Words[];
}

const words = fields({ en: text, zh: text });
const count = integer(0);
const quantities = fields({ free: quantity, frozen: quantity, held: quantity, pledged: quantity });
const account = { account: identifier };
const holding = { ...account, instrument: identifier };
const trail = { events: count, opened: count };

const COMMON: Fields = {
  as_of: time,
  beyond: count,
  chain: identifier,
  current: flag,
  does_not_claim: list(words),
  height: count,
  received: time,
  statement: words,
  vouched: list(path),
  witnessed: time,
};

const act = fields({ data: object, index: count, type: text });

const OWN: { [kind: string]: Fields } = {
  control: {
    ...holding,
    ...trail,
    control: fields({
      custodian: orNull(identifier),
      custodian_standing: orNull(text),
      holder: identifier,
      holder_standing: text,
      incoming: text,
      instrument_status: orNull(text),
      moved_by: orNull(text),
      outgoing: text,
      status: text,
    }),
    quantities,
  },
  position: { ...holding, quantities },
  absence: holding,
  transfer: {
    acts: list(act),
    block: count,
    moved: list(act),
    noted: list(text),
    time,
    transaction: hash,
  },
  record: { ...trail, record: path, value: object },
  statement: {
    ...account,
    lines: list(fields({ closing: quantities, events: count, instrument: identifier, opening: quantities })),
    moved_by: orNull(path),
    start: time,
    status: orNull(text),
  },
  provenance: {
    instrument: identifier,
    parents: list(path),
    titles: list(fields({ account: orNull(identifier), height: count, time })),
  },
};

export const KINDS = Object.keys(OWN);

export const claimForm: Form = (value) => {
  const kind = (value as JsonObject | null)?.["kind"];
  if (typeof kind !== "string" || !KINDS.includes(kind)) return "is of no known kind";
  return fields({ ...COMMON, ...OWN[kind], kind: text })(value);
};

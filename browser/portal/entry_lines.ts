// SPDX-License-Identifier: Apache-2.0
// spec/custody-entries.md: what an entry of the log says, in the few facts that a line of a list has room for.
import { decode, encode, isObject, type Json } from "../src/canonical.ts";
import { anchorForm, auditEntryForm, auditOf, headerForm, rollForm, rotationEntryForm, rotationOf, type Anchor, type Audit, type Roll } from "../src/entries.ts";
import { fields, flag, hash, identifier, integer, oneOf, orNull, time, type Form } from "../src/forms.ts";
import { envelopeForm, policyForm, type Envelope } from "../src/keys.ts";
import { sha256Hex } from "../src/sha256.ts";
import { demand, Wrong } from "../src/wrong.ts";

const FORMS: { [kind: string]: Form } = {
  anchor: anchorForm,
  audit: auditEntryForm,
  chain: fields({
    chain: identifier, genesis: hash, recovery: orNull(policyForm), recovery_delay_ms: integer(0), seal: policyForm, type: oneOf("chain"),
  }),
  equivocation: fields({
    anchored: integer(0), header: headerForm, received: time, retired: flag, seal: envelopeForm, type: oneOf("equivocation"),
  }),
  roll: rollForm,
  rotation: rotationEntryForm,
};

/** `time` is the header's where there is one; `hash` that of the header, or of the genesis. Null: the entry has none. */
export interface Line {
  kind: string;
  chain: string | null;
  height: number | null;
  time: number | null;
  received: number | null;
  hash: string | null;
}

interface Known {
  anchor?: Anchor;
  audit?: Audit & { envelope: Envelope };
  roll?: Roll;
}

/** What an entry says; an entry that this page does not understand is of the kind "unknown", and says why. */
export interface Told extends Known {
  line: Line;
  problem: string | null;
}

const NOTHING: Line = { kind: "unknown", chain: null, height: null, time: null, received: null, hash: null };

export function tell(bytes: Uint8Array): Told {
  try {
    return told(decode(bytes));
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { line: NOTHING, problem: error.message };
  }
}

function told(entry: Json): Told {
  demand(isObject(entry) && typeof entry["type"] === "string", "an entry without a type");
  const kind = entry["type"];
  const form = Object.hasOwn(FORMS, kind) ? FORMS[kind]! : null;
  demand(form !== null, `an entry of the unknown type ${kind}`);
  const wrong = form(entry);
  demand(wrong === null, `the entry ${wrong}`);
  const received = (entry["received"] as number | undefined) ?? null;
  const line = { ...NOTHING, kind, received };
  switch (kind) {
    case "anchor":
    case "equivocation": {
      const anchor = entry as unknown as Anchor;
      const { chain, height, time } = anchor.header;
      const told = { line: { ...line, chain, height, time, hash: sha256Hex(encode(entry["header"]!)) }, problem: null };
      return kind === "anchor" ? { ...told, anchor } : told;
    }
    case "audit": {
      const envelope = entry["audit"] as unknown as Envelope;
      const audit = auditOf(envelope);
      return { line: { ...line, chain: audit.chain, height: audit.height, hash: audit.header }, problem: null, audit: { ...audit, envelope } };
    }
    case "rotation": {
      const { chain, last_height, last_hash } = rotationOf(entry["rotation"] as unknown as Envelope);
      return { line: { ...line, chain, height: last_height, hash: last_hash }, problem: null };
    }
    case "chain":
      return { line: { ...line, chain: entry["chain"] as string, hash: entry["genesis"] as string }, problem: null };
    default:
      return { line, problem: null, roll: entry as unknown as Roll };
  }
}

// SPDX-License-Identifier: Apache-2.0
// Check 7: what is shown of the state under the header that the claim rests on.
import { utf8 } from "./bytes.ts";
import { decodeText, field, isObject, type Json, type JsonObject } from "./canonical.ts";
import { expect, fields, hash, integer } from "./forms.ts";
import { recordForm } from "./laws/all.ts";
import { holdingPath } from "./laws/holdings_folds.ts";
import { fromHex } from "./bytes.ts";
import { shows, stateKey } from "./map.ts";
import { type Package } from "./package.ts";
import { sha256 } from "./sha256.ts";
import { type Tip } from "./seals.ts";
import { demand } from "./wrong.ts";

export interface Trail {
  head: string;
  seq: number;
}

/** A record as the state has it: without its trail, and its trail. */
export interface StateRecord {
  value: JsonObject;
  trail: Trail;
}

const trailForm = fields({ head: hash, seq: integer(1) });

// Check 7: answers the records by path, null where one is absent.
export function checkRecords(shown: Package, { header }: Tip): Map<string, StateRecord | null> {
  const root = fromHex(header.state);
  const records = new Map<string, StateRecord | null>();
  let before = "";
  for (const { path, proof, value } of shown.records) {
    demand(path > before, "the records are not in order of their paths, or one stands twice");
    before = path;
    const bytes = value === null ? null : sha256(utf8(value));
    demand(shows(root, stateKey(path), bytes, proof), `${path} is not ${value === null ? "absent" : "so"} under the state root`);
    records.set(path, value === null ? null : withTrail(path, value));
  }
  if (shown.claim.kind === "position" || shown.claim.kind === "absence") demandAlone(shown);
  return records;
}

function withTrail(path: string, text: string): StateRecord {
  const whole = decodeText(text);
  demand(isObject(whole), `${path} is not an object`);
  const trail: Json = field(whole, "trail") ?? null;
  expect(trailForm, trail, `the trail of ${path}`);
  const { trail: _, ...value } = whole;
  const form = recordForm(path);
  if (form !== undefined) expect(form, value, path);
  return { value, trail: trail as unknown as Trail };
}

function demandAlone({ anchors, calls, claim, events, openings, records, transactions }: Package): void {
  const path = holdingPath(claim["account"] as string, claim["instrument"] as string);
  demand(records.length === 1 && records[0]!.path === path, "the claimed holding, and it alone, is to be shown");
  const others = events.length + transactions.length + calls.length + openings.length;
  demand(anchors.length === 1 && others === 0, "for this claim one header is shown, and no event, transaction, call or opening");
}

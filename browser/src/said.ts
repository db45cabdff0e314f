// SPDX-License-Identifier: Apache-2.0
// spec/claims.md, Words: the statement of a claim of each kind.
import { type JsonObject } from "./canonical.ts";
import { type Claim } from "./claim_forms.ts";
import { bounded, claimWords, eventWords, fill, grouped, recordWords, remarkOn, utc, valueWords, type Language } from "./words.ts";

interface Act {
  data: JsonObject;
  type: string;
}

interface Quantities {
  free: number;
  held: number;
  pledged: number;
  frozen: number;
}

/** All that a claim says, in one sentence or more. */
export function said(claim: Claim, language: Language): string {
  const beyond = claim.beyond === 0 ? "" : claimWords("beyond", language, { count: String(claim.beyond) });
  const records = claim.vouched.join(language === "en" ? ", " : "、");
  const vouched = records === "" ? "" : claimWords("vouched", language, { records });
  return `${opening(claim, language)}${language === "en" ? ", " : "，"}${KINDS[claim.kind]!(claim as unknown as JsonObject, language)}${beyond}${vouched}`;
}

/** As of when, and on what this rests. */
export function opening(claim: Claim, language: Language): string {
  return claimWords(claim.current ? "now" : "then", language, {
    height: String(claim.height),
    received: utc(claim.received),
    when: utc(claim.as_of),
    witnessed: utc(claim.witnessed),
  });
}

function parts(quantities: JsonObject, language: Language): string {
  const amounts = Object.entries({ ...quantities, total: sum(quantities) });
  return claimWords("parts", language, Object.fromEntries(amounts.map(([name, amount]) => [name, grouped(String(amount))])));
}

function sum(quantities: JsonObject): bigint {
  const { free, frozen, held, pledged } = quantities as unknown as Quantities;
  return BigInt(free) + BigInt(frozen) + BigInt(held) + BigInt(pledged);
}

function shown(claim: JsonObject, language: Language): string {
  const [events, opened] = [claim["events"] as number, claim["opened"] as number];
  if (opened === 0) return claimWords("from_the_first", language, { events: String(events) });
  return claimWords("from_an_opening", language, { events: String(events), opened: String(opened), rest: String(events - opened) });
}

function texts(claim: JsonObject, ...names: string[]): { [name: string]: string } {
  return Object.fromEntries(names.map((name) => [name, String(claim[name])]));
}

/** Of holder, custodian and instrument whatever is not active; and the record that moves the account, or did. */
function standing(control: { [name: string]: string | null }, language: Language): string {
  const is = (template: string, status: string): string => (status === "active" ? "" : claimWords(template, language, { standing: valueWords(status, language) }));
  const { custodian, custodian_standing, holder_standing, instrument_status, moved_by, status } = control;
  const keeper = custodian === null ? "" : is("custodian_is", custodian_standing!);
  const instrument = instrument_status === null ? claimWords("not_defined", language) : is("instrument_is", instrument_status!);
  const mover = moved_by === null ? "" : claimWords(status === "closed" ? "ended" : "moved_by", language, { record: moved_by! });
  return is("holder_is", holder_standing!) + keeper + instrument + mover;
}

/** Of an account at the end of a period, unless it is active. */
function accountStanding({ moved_by, status }: JsonObject, language: Language): string {
  if (status === null) return claimWords("unopened", language);
  if (status === "closed" && moved_by !== null) return claimWords("account_closed", language, { record: moved_by as string });
  return status === "active" ? "" : claimWords("account_is", language, { status: valueWords(status as string, language) });
}

const KINDS: { [kind: string]: (claim: JsonObject, language: Language) => string } = {
  control: (claim, language) => {
    const { custodian, holder, incoming, outgoing, status } = claim["control"] as { [name: string]: string | null };
    return claimWords("control", language, {
      ...texts(claim, "account", "chain", "instrument"),
      holder: holder!,
      into: valueWords(incoming!, language),
      keeper: custodian === null ? claimWords("not_kept", language) : claimWords("kept", language, { custodian: custodian! }),
      out: valueWords(outgoing!, language),
      parts: parts(claim["quantities"] as JsonObject, language),
      shown: shown(claim, language),
      standing: standing(claim["control"] as { [name: string]: string | null }, language),
      status: valueWords(status!, language),
    });
  },
  position: (claim, language) =>
    claimWords("position", language, {
      ...texts(claim, "account", "chain", "instrument"),
      parts: parts(claim["quantities"] as JsonObject, language),
    }),
  absence: (claim, language) => claimWords("absence", language, texts(claim, "account", "chain", "instrument")),
  record: (claim, language) => {
    const [record, value] = [claim["record"] as string, claim["value"] as JsonObject];
    const remark = remarkOn(value, record, language);
    const when = utc(claim["as_of"] as number);
    return claimWords("record", language, {
      ...texts(claim, "chain", "record"),
      fields: bounded(recordWords(value, record, language)).join(language === "en" ? "; " : "；"),
      remark: remark === null ? "" : claimWords("remark", language, { remark: fill(remark, { when }) }),
      shown: shown(claim, language),
    });
  },
  statement: (claim, language) => {
    const lines = (claim["lines"] as JsonObject[]).map((line) =>
      claimWords("line", language, {
        ...texts(line, "events", "instrument"),
        closing: parts(line["closing"] as JsonObject, language),
        opening: grouped(String(sum(line["opening"] as JsonObject))),
      }),
    );
    return claimWords("statement", language, {
      ...texts(claim, "account", "chain"),
      lines: lines.length === 0 ? claimWords("nothing", language) : lines.join(language === "en" ? "; " : "；"),
      standing: accountStanding(claim, language),
      start: utc(claim["start"] as number),
    });
  },
  provenance: (claim, language) => {
    const and = language === "en" ? ", " : "、";
    const steps = (claim["titles"] as JsonObject[]).map(({ account, time }) =>
      claimWords("step", language, { account: (account as string | null) ?? claimWords("redeemed", language), time: utc(time as number) }),
    );
    const parents = claim["parents"] as string[];
    return claimWords("provenance", language, {
      ...texts(claim, "chain", "instrument"),
      parents: parents.length === 0 ? claimWords("no_parent", language) : parents.join(and),
      steps: steps.join(and),
    });
  },
  transfer: (claim, language) => {
    const { acts, moved, noted } = claim as unknown as { acts: Act[]; moved: Act[]; noted: string[] };
    const told = (of: Act[]) => of.map(({ data, type }) => eventWords(type, data, language)).join(language === "en" ? ". " : "。");
    return claimWords("transfer", language, {
      ...texts(claim, "block", "chain", "transaction"),
      acts: told(acts),
      count: String(acts.length),
      moved: moved.length === 0 ? "" : claimWords("moved", language, { acts: told(moved) }),
      noted: noted.length === 0 ? "" : claimWords("noted", language, { types: noted.join(language === "en" ? ", " : "、") }),
      time: utc(claim["time"] as number),
    });
  },
};

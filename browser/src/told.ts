// SPDX-License-Identifier: Apache-2.0
// What the page draws: the events of the trail that a claim is about, each in words, with who consented.
import { field, type JsonObject } from "./canonical.ts";
import { type ShownEvent } from "./events.ts";
import { eventLaw } from "./laws/all.ts";
import { accountPath, partyPath } from "./laws/authority.ts";
import { bookPath, holdingPath, titlePath } from "./laws/holdings_folds.ts";
import { type Strings } from "./strings.ts";
import { type Consent, type Event } from "./transactions.ts";
import { type Report } from "./verify.ts";
import { eventWords, fill, utc, written, type Language } from "./words.ts";

/** One event as it is drawn. */
export interface Told {
  /** Its number in the trail; in a transaction, its index in the block. */
  number: number;
  time: string;
  words: string;
  consents: string[];
  from: string | null;
  to: string | null;
  amount: string;
  /** Whether it is as executed, for its law, or that of its call, is not known here. */
  executed: boolean;
  /** Whether the ledger noted it, so that no call says it. */
  noted: boolean;
  /** What a holding has then, by part. */
  after: JsonObject | null;
}

/** The record whose trail the claim is about; null if it is about something else. */
export function mainRecord({ claim }: Report): string | null {
  if (claim === undefined) return null;
  const named = claim as unknown as { [name: string]: string };
  switch (claim.kind) {
    case "control":
      return holdingPath(named["account"]!, named["instrument"]!);
    case "record":
      return named["record"]!;
    case "statement":
      return bookPath(named["account"]!);
    case "provenance":
      return titlePath(named["instrument"]!);
    default:
      return null;
  }
}

export function tell(report: Report, language: Language, strings: Strings): Told[] {
  const naming = new Naming(report);
  if (report.claim?.kind === "transfer") {
    const events = (report.events ?? []).filter(({ event }) => event.transaction === report.claim!["transaction"]);
    return events.map((shown) => told(shown, shown.event.index, null, naming, language, strings));
  }
  if (report.claim?.kind === "statement") return tellStatement(report, naming, language, strings);
  const record = mainRecord(report);
  const versions = record === null ? [] : (report.versions?.get(record) ?? []);
  return versions.map(({ seq, shown, value }) => told(shown, seq, value ?? null, naming, language, strings));
}

/** Of a statement: the events of every holding of the account, in order. */
function tellStatement(report: Report, naming: Naming, language: Language, strings: Strings): Told[] {
  const prefix = holdingPath(report.claim!["account"] as string, "");
  const all = [...(report.versions ?? [])].filter(([record]) => record.startsWith(prefix)).flatMap(([, versions]) => versions);
  all.sort((one, other) => one.shown.event.height - other.shown.event.height || one.shown.event.index - other.shown.event.index);
  return all.map(({ seq, shown, value }) => told(shown, seq, value ?? null, naming, language, strings));
}

function told({ event, tip }: ShownEvent, number: number, after: JsonObject | null, naming: Naming, language: Language, strings: Strings): Told {
  const { type } = event;
  // Only a law gives fields their meaning, and consents are judged by it.
  const known = eventLaw(type) !== undefined;
  const [consents, data] = known ? [event.consents, event.data] : [[], {}];
  const text = (name: string): string | null => {
    const value = field(data, name);
    return typeof value === "string" ? value : null;
  };
  const receives = type === "holdings.issued" || field(data, "change") === "adds";
  const from = text("sender") ?? (receives ? null : text("account"));
  const to = text("receiver") ?? (receives ? text("account") : null);
  const holding = after !== null && "free" in after ? after : null;
  return {
    number,
    time: utc(tip.header.time),
    words: eventWords(type, event.data, language),
    consents: consents.map((consent) => consentWords(consent, naming, strings)),
    from: from === null ? null : naming.account(from),
    to: to === null ? null : naming.account(to),
    amount: naming.amount(data),
    executed: naming.isExecuted(event),
    noted: naming.isNoted(event),
    after: holding,
  };
}

function consentWords({ account, by, kind }: Consent, naming: Naming, strings: Strings): string {
  const who = by.length === 0 ? strings.nobody : by.map((party) => naming.party(party)).join(" + ");
  const way = kind === "signature" && by.length === 0 ? who : fill(strings[kind as "signature" | "hold" | "mandate" | "order" | "rule"], { who });
  return `${written(account)}: ${way}`;
}

/** Names of accounts, parties and units, as far as the package shows them. */
class Naming {
  constructor(private readonly report: Report) {}

  private record(path: string): JsonObject | null {
    return this.report.records?.get(path)?.value ?? null;
  }

  isExecuted(event: Event): boolean {
    return this.report.asExecuted?.has(event) === true;
  }

  isNoted(event: Event): boolean {
    return this.report.noted?.has(event) === true;
  }

  party(party: string): string {
    const name = this.record(partyPath(party))?.["name"];
    return typeof name === "string" && name !== "" ? `${written(party)} (${written(name)})` : written(party);
  }

  account(account: string): string {
    const holder = this.record(accountPath(account))?.["holder"];
    return typeof holder === "string" ? `${written(account)} · ${written(holder)}` : written(account);
  }

  /** A quantity in the instrument's own unit, with its decimals. */
  amount(data: JsonObject): string {
    const quantity = field(data, "quantity");
    const instrument = field(data, "instrument");
    if (typeof quantity !== "number" || typeof instrument !== "string") return "";
    const unit = this.record(`instruments/instrument/${instrument}`)?.["unit"] as { decimals: number; name: string } | undefined;
    const shown = decimal(quantity, unit?.decimals ?? 0);
    const name = unit === undefined || unit.name === instrument ? "" : ` ${written(unit.name)}`;
    return `${shown}${name} ${written(instrument)}`;
  }
}

export function decimal(quantity: number, decimals: number): string {
  const digits = String(quantity).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  return decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
}

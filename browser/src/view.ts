// SPDX-License-Identifier: Apache-2.0
// The result as a page: the verdict, the claim, the checks, the trail, whom it rests on, what is not claimed, hashes.
import { drawTrail } from "./drawing.ts";
import { element } from "./dom.ts";
import { type Strings } from "./strings.ts";
import { decimal, mainRecord, tell, type Told } from "./told.ts";
import { type Trust } from "./trust.ts";
import { whomItRestsOn } from "./rests.ts";
import { CHECKS, type Report } from "./verify.ts";
import { FILES } from "./zip.ts";
import { fill, utc, valueWords, written, type Language } from "./words.ts";

const DRAWN_MAX = 300;
const NAMED_MAX = 8;

export interface Hashes {
  package: string;
  trust: string;
  verifier: string;
}

export interface Result {
  report: Report;
  trust: Trust;
  hashes: Hashes;
  now: number;
}

export function showResult({ hashes, now, report, trust }: Result, language: Language, strings: Strings, width: number): HTMLElement[] {
  return [
    showVerdict(report, strings),
    ...(report.claim === undefined ? [] : [showClaim(report, now, language, strings)]),
    showChecks(report, trust, strings),
    ...(report.proved ? [showTrail(report, language, strings, width)] : []),
    ...showList(strings.rests, report.proved ? whomItRestsOn(report, trust, strings) : [], strings.restsLead),
    ...showList(strings.notClaimed, report.proved ? report.claim!.does_not_claim.map((one) => one[language]) : [], null),
    showHashes(hashes, strings),
  ];
}

/** A verdict that no check led to: a file that cannot be used, or a browser that cannot check. */
export function showUnusable(sentence: string, detail: string, strings: Strings): HTMLElement {
  return verdict("unusable", strings.unusable, sentence, detail);
}

function verdict(kind: string, heading: string, sentence: string, detail: string): HTMLElement {
  return element(
    "section",
    { class: `verdict ${kind}` },
    element("h2", { id: "verdict", tabindex: -1 }, heading),
    element("p", {}, sentence),
    detail === "" ? null : element("p", { class: "detail", lang: "en" }, detail),
  );
}

function checkName(number: number, strings: Strings): string {
  return strings[`n${number}` as keyof Strings];
}

function showVerdict(report: Report, strings: Strings): HTMLElement {
  if (report.failed === null) {
    const kind = strings[report.claim!.kind as keyof Strings];
    return verdict("proved", strings.proved, fill(strings.provedSentence, { kind, witnessed: utc(report.witnessed!) }), "");
  }
  const { check, message } = report.failed;
  const sentence = fill(strings.notProvedSentence, { number: String(check), name: checkName(check, strings) });
  return verdict("not-proved", strings.notProved, sentence, message);
}

function showClaim(report: Report, now: number, language: Language, strings: Strings): HTMLElement {
  const claim = report.claim!;
  const facts: [string, string][] = [
    [strings.kind, `${claim.kind}: ${strings[claim.kind as keyof Strings]}`],
    [strings.chain, claim.chain],
    [strings.asOf, utc(claim.as_of)],
    [strings.witnessed, report.witnessed === undefined ? "—" : utc(report.witnessed)],
    [strings.now, utc(now)],
  ];
  const unknown = [...(report.asExecuted?.values() ?? [])];
  // What no law here says is named above it already.
  const underived = [...(report.noted ?? [])].filter((event) => !report.asExecuted?.has(event)).map(({ type }) => type);
  return element(
    "section",
    { class: report.proved ? "claim" : "claim refuted" },
    element("h2", {}, report.proved ? strings.claim : strings.claimNotProved),
    element("p", { class: "statement" }, claim.statement[language]),
    caution(strings.asExecuted, unknown, language),
    caution(strings.underived, underived, language),
    element("dl", {}, ...facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])),
  );
}

/** A sentence that names some calls and events, each once; null where there are none. */
function caution(sentence: string, names: string[], language: Language): HTMLElement | null {
  if (names.length === 0) return null;
  const all = [...new Set(names)].sort();
  const shown = [...all.slice(0, NAMED_MAX).map(written), ...(all.length > NAMED_MAX ? ["…"] : [])];
  return element("p", { class: "caution" }, fill(sentence, { names: shown.join(language === "en" ? ", " : "、") }));
}

function showChecks(report: Report, trust: Trust, strings: Strings): HTMLElement {
  const rows = Array.from({ length: CHECKS }, (_, i) => {
    const number = i + 1;
    const outcome = outcomeOf(number, report, trust);
    const found = outcome === "failed" ? report.failed!.message : outcome === "passed" || outcome === "notAudited" ? foundBy(number, report, trust, strings) : "";
    return element(
      "tr",
      { class: outcome, "data-check": number },
      element("th", { scope: "row" }, `${number}. ${checkName(number, strings)}`),
      element("td", { class: "outcome" }, strings[outcome]),
      element("td", outcome === "failed" ? { lang: "en" } : {}, found),
    );
  });
  const head = element("tr", {}, ...[strings.check, strings.outcome, strings.found].map((name) => element("th", { scope: "col" }, name)));
  return element("section", {}, element("h2", {}, strings.checks), element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows)));
}

function outcomeOf(number: number, { claim, failed, unneeded }: Report, trust: Trust): "passed" | "failed" | "unneeded" | "notReached" | "notAudited" {
  if (failed !== null && number === failed.check) return "failed";
  if (failed !== null && number > failed.check) return "notReached";
  if (unneeded.includes(number)) return "unneeded";
  return number === 6 && trust.chains.get(claim!.chain)!.auditors === null ? "notAudited" : "passed";
}

function foundBy(number: number, report: Report, trust: Trust, strings: Strings): string {
  const { auditors, claim, events, headers, origin, records, transactions, witnessed } = report;
  const shown = [...(records?.values() ?? [])];
  const values = {
    absent: shown.filter((record) => record === null).length,
    auditors: auditors?.length ?? 0,
    beyond: claim!.beyond,
    chain: claim!.chain,
    events: events?.length ?? 0,
    files: FILES.length,
    headers: headers?.byHeight.size ?? 0,
    height: claim!.height,
    kind: claim!.kind,
    origin: origin ?? "",
    present: shown.filter((record) => record !== null).length,
    received: utc(claim!.received),
    time: headers === undefined ? "" : utc(headers.tip.header.time),
    transactions: transactions ?? 0,
    witnessed: witnessed === undefined ? "" : utc(witnessed),
  };
  const none = number === 6 && trust.chains.get(claim!.chain)!.auditors === null;
  const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  return fill(none ? strings.f6none : strings[`f${number}` as keyof Strings], texts);
}

function showTrail(report: Report, language: Language, strings: Strings, width: number): HTMLElement {
  const all = tell(report, language, strings);
  const events = all.slice(0, DRAWN_MAX);
  const record = mainRecord(report);
  const notes = [record === null ? strings.transferNote : fill(strings.trailNote, { record })];
  if (report.claim!.vouched.length > 0) notes.push(strings.openedNote);
  if (events.length < all.length) notes.push(fill(strings.drawnMax, { count: String(events.length), total: String(all.length) }));
  const heading = element("h2", {}, strings.trail);
  if (events.length === 0) return element("section", { class: "trail" }, heading, element("p", {}, strings.noTrail));
  const list = element("ol", { class: "events" }, ...events.map((told) => showEvent(told, report, language, strings)));
  return element("section", { class: "trail" }, heading, element("p", {}, notes.join(" ")), drawTrail(events, width, strings.trailLabel), list);
}

function showEvent({ after, consents, executed, noted, number, time, words }: Told, report: Report, language: Language, strings: Strings): HTMLElement {
  const who = fill(strings.consents, { who: consents.join("; ") });
  const lines = [element("span", { class: "words" }, words)];
  if (consents.length > 0) lines.push(element("span", { class: "consents" }, who));
  else if (!executed && !noted) lines.push(element("span", { class: "consents" }, strings.noConsent));
  if (executed || noted) lines.push(element("span", { class: "executed" }, executed ? strings.executed : strings.noted));
  if (after !== null) lines.push(element("span", { class: "after" }, fill(strings.after, { parts: partsOf(after, report, language) })));
  return element("li", { value: number }, element("time", { datetime: time }, time), ...lines);
}

function partsOf(after: { [name: string]: unknown }, report: Report, language: Language): string {
  const unit = report.records?.get(`instruments/instrument/${after["instrument"]}`)?.value["unit"] as { decimals: number } | undefined;
  return ["free", "held", "pledged", "frozen"].map((part) => `${valueWords(part, language)} ${decimal(after[part] as number, unit?.decimals ?? 0)}`).join(language === "en" ? ", " : "、");
}

function showList(heading: string, items: string[], lead: string | null): HTMLElement[] {
  if (items.length === 0) return [];
  const list = element("ul", {}, ...items.map((item) => element("li", {}, item)));
  return [element("section", {}, element("h2", {}, heading), lead === null ? null : element("p", {}, lead), list)];
}

function showHashes(hashes: Hashes, strings: Strings): HTMLElement {
  const rows: [string, string][] = [
    [strings.packageHash, hashes.package],
    [strings.trustHash, hashes.trust],
    [strings.verifierHash, hashes.verifier],
  ];
  return element(
    "section",
    { class: "files" },
    element("h2", {}, strings.files),
    element("dl", {}, ...rows.flatMap(([name, hash]) => [element("dt", {}, `${name}, ${strings.sha256}`), element("dd", { class: "hash" }, hash)])),
    element("p", { class: "note" }, `${strings.verifierNote} ${strings.reportNote}`),
  );
}

// SPDX-License-Identifier: Apache-2.0
// The portal's sections: each draws what was found, and decides nothing.
import { toHex, utf8 } from "../src/bytes.ts";
import { type AuditorState, type ChainState } from "./chains.ts";
import { code, download, facts, mark, node, table, type Child } from "./nodes.ts";
import { type Problem, type Signature } from "./judgement.ts";
import { HOLDS, type Seen } from "./memory.ts";
import { type Shown, type View } from "./look.ts";
import { instant, span, word, wordOf, type Language, type Values, type Word } from "./portal_words.ts";

/** What sections are drawn from. */
export interface Scene {
  language: Language;
  shown: Shown;
  view: View;
  /** What this browser saw at this address before now. */
  seen: Seen | null;
  nowMs: number;
}

type Say = (key: Word, values?: Values) => string;

export function sayIn(language: Language): Say {
  return (key, values = {}) => word(language, key, values);
}

export function drawVerdict({ language, shown, view }: Scene): Child[] {
  const say = sayIn(language);
  const troubles = troublesOf(language, shown, view);
  const list = troubles.length === 0 ? null : node("ul", {}, ...troubles.map((trouble) => node("li", {}, trouble)));
  if (view.verdict === true) {
    const time = instant(view.judgement.quorumSeconds! * 1000);
    return [node("p", { class: "verdict good" }, say("verdict_holds")), node("p", {}, say("verdict_holds_more", { time }))];
  }
  if (view.verdict === false) return [node("p", { class: "verdict bad" }, say("verdict_fails")), list];
  return [
    node("p", { class: "verdict" }, say("verdict_none")), node("p", {}, say("verdict_none_more")),
    list === null ? null : node("p", { class: "bad" }, say("verdict_alarm")), list,
  ];
}

/** In words, everything for which the checkpoint does not hold. */
function troublesOf(language: Language, { continuity, faults }: Shown, { judgement }: View): string[] {
  const broken = continuity !== null && !HOLDS.includes(continuity) ? [word(language, "continuity_alarm")] : [];
  return [...judgement.problems.map((problem) => sayProblem(language, problem)), ...broken, ...faults];
}

function sayProblem(language: Language, { code, about }: Problem): string {
  return wordOf(language, "problem", code, { about });
}

export function drawCheckpoint(scene: Scene): Child[] {
  const { language, shown, view: { judgement } } = scene;
  const say = sayIn(language);
  const { origin, size, root } = judgement.checkpoint;
  const received = shown.recent.told[0]?.roll?.received;
  const quorum = judgement.quorumSeconds;
  return [
    facts(
      [say("origin"), origin],
      [say("size"), String(size)],
      [say("root"), code(toHex(root))],
      received === undefined ? null : [say("received"), timeAgo(scene, received)],
      [say("quorum_time"), quorum !== null ? timeAgo(scene, quorum * 1000) : say(judgement.signatures.every(({ state }) => state === "not_checked") ? "not_checked" : "no_quorum_time")],
      [say("continuity"), drawContinuity(scene)],
    ),
    node("p", {}, download(say("download_checkpoint"), "checkpoint", () => shown.checkpoint)),
  ];
}

function drawContinuity({ language, shown, seen }: Scene): Child {
  const { continuity } = shown;
  const time = seen === null ? "" : instant(seen.seenMs);
  const size = seen === null ? "" : seen.note.split("\n")[1]!;
  const kind = continuity === null || !HOLDS.includes(continuity) ? "bad" : continuity === "first" ? "plain" : "good";
  return mark(kind, wordOf(language, "continuity", continuity ?? "unknown", { time, size }));
}

/** What to do about a checkpoint that does not go on from the one seen before; nothing if it does. */
export function drawBreak({ language, shown, seen }: Scene, forget: HTMLElement): Child[] {
  const say = sayIn(language);
  if (seen === null || shown.continuity === null || HOLDS.includes(shown.continuity)) return [];
  return [
    node("p", {}, say("keep_both")),
    node("p", { class: "buttons" }, download(say("download_seen"), "checkpoint-seen-before", () => utf8(seen.note)), forget),
  ];
}

export function drawSignatures(scene: Scene): Child[] {
  const { language, view: { judgement, verdict } } = scene;
  const say = sayIn(language);
  const rows: Child[][] = judgement.signatures.map((signature) => [
    code(signature.name),
    signature.state === "not_checked" && verdict === null ? say("role_as_named") : wordOf(language, "role", signature.role),
    code(signature.id),
    signature.seconds === null ? "–" : timeAgo(scene, signature.seconds * 1000),
    drawState(language, signature),
  ]);
  for (const name of judgement.absent) rows.push([code(name), "–", "–", "–", say("state_absent")]);
  const drawn: Child[] = [table(say("signatures"), [say("name"), say("role"), say("key"), say("time"), say("state")], rows)];
  if (judgement.groups.length > 0) {
    drawn.push(table(say("groups"), [say("group"), say("needs"), say("cosigned"), say("state")], judgement.groups.map((group) => [
      node("span", {}, code(group.name), ` (${group.members.join(", ")})`),
      say("needs_of", { threshold: group.threshold, count: group.members.length }),
      String(group.cosigned),
      group.seconds === null ? mark("bad", say("not_satisfied")) : mark("good", say("satisfied", { time: instant(group.seconds * 1000) })),
    ])));
  }
  return drawn;
}

function drawState(language: Language, { state }: Signature): HTMLElement {
  return mark(state === "verified" ? "good" : state === "false" ? "bad" : "plain", wordOf(language, "state", state));
}

export function drawChains(scene: Scene, readFurther: HTMLElement): Child[] {
  const { language, shown: { recent, tree }, view: { chains } } = scene;
  const say = sayIn(language);
  if (chains.length === 0) return [node("p", {}, say("no_chains"))];
  return [
    node("p", {}, say("chains_note")),
    ...chains.map((chain) => drawChain(scene, chain)),
    node("p", { class: "buttons" }, say("read_from", { from: recent.from, to: tree.size - 1 }), " ", recent.bundlesLeft === 0 ? null : readFurther),
  ];
}

function drawChain(scene: Scene, { line, checked, auditors, threshold, audited, problems }: ChainState): HTMLElement {
  const { language, view: { verdict } } = scene;
  const say = sayIn(language);
  const at = (height: number): string => say("height", { height });
  const newest = line.height < 0 ? say("none_anchored") : node("span", {}, at(line.height), ", ", timeAgo(scene, line.time));
  const noAuditors = verdict !== null && !checked ? say("no_auditors") : auditors.length === 0 ? say("no_audits") : null;
  return node("article", {},
    node("h3", {}, line.chain),
    problems.length === 0 ? null : node("ul", { class: "bad" }, ...problems.map((problem) => node("li", {}, sayProblem(language, problem)))),
    facts(
      [say("newest_header"), newest],
      line.height < 0 ? null : [say("hash"), code(line.header)],
      threshold === null ? null : [say("audited", { threshold }), audited === null ? say("not_found") : `${at(audited)}, ${lagOf(language, line.height - audited)}`],
    ),
    noAuditors !== null ? node("p", {}, noAuditors) : table(
      checked ? say("auditors") : `${say("auditors")}. ${say("audits_not_checked")}`,
      [say("auditor"), say("audited_height"), say("lag"), say("audit_received")],
      auditors.map((auditor) => drawAuditor(scene, auditor)),
    ));
}

function drawAuditor(scene: Scene, { keyid, height, received, lag, lagMs }: AuditorState): Child[] {
  const { language } = scene;
  const key = node("code", { title: keyid }, `${keyid.slice(0, 16)}…`);
  if (height === null) return [key, word(language, "not_found"), "–", "–"];
  const time = lagMs === null || lagMs < 1000 ? "" : ` (${span(language, lagMs)})`;
  return [key, String(height), lagOf(language, lag!) + time, received === null ? "–" : timeAgo(scene, received)];
}

function lagOf(language: Language, lag: number): string {
  return lag === 0 ? word(language, "lag_none") : word(language, "lag_headers", { count: lag });
}

export function timeAgo({ language, nowMs }: { language: Language; nowMs: number }, ms: number): HTMLElement {
  const past = nowMs >= ms ? ` (${word(language, "ago", { span: span(language, nowMs - ms) })})` : "";
  return node("span", {}, node("time", {}, instant(ms)), past);
}

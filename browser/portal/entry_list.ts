// SPDX-License-Identifier: Apache-2.0
// The list of entries, newest first, a page at a time; each is fetched, placed in the tree and only then shown.
import { textOf, toHex } from "../src/bytes.ts";
import { code, download, facts, mark, node, type Child } from "./nodes.ts";
import { tell, type Line } from "./entry_lines.ts";
import { tlogProof } from "./single_proof.ts";
import { sayIn, timeAgo } from "./sections.ts";
import { type Placed } from "./tiles.ts";
import { type Shown } from "./look.ts";
import { instant, word, wordOf, type Language } from "./portal_words.ts";
import { Wrong } from "../src/wrong.ts";

export const PAGE = 20;

/** The indexes of a page whose newest entry is `top`. */
export function pageOf(top: number): number[] {
  return Array.from({ length: Math.min(PAGE, top + 1) }, (_, i) => top - i);
}

export async function drawEntries(language: Language, shown: Shown, top: number, nowMs: number): Promise<Child[]> {
  const drawn = pageOf(top).map(async (index) => {
    try {
      return drawEntry(language, shown, await shown.tree.entry(index), nowMs);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      return node("li", { class: "bad" }, `${index}: ${error.message}`);
    }
  });
  return [node("ol", { class: "entries", reversed: true, start: String(top) }, ...(await Promise.all(drawn)))];
}

function drawEntry(language: Language, shown: Shown, placed: Placed, nowMs: number): HTMLElement {
  const say = sayIn(language);
  const { line, problem } = tell(placed.bytes);
  const { index } = placed;
  const details = node("details", {}, drawSummary(language, line, index));
  details.addEventListener("toggle", () => {
    if (!details.open || details.childElementCount > 1) return;
    details.append(
      problem === null ? "" : node("p", { class: "bad" }, problem),
      facts(
        line.time === null ? null : [say("header_time"), timeAgo({ language, nowMs }, line.time)],
        line.received === null ? null : [say("received_time"), timeAgo({ language, nowMs }, line.received)],
        line.hash === null ? null : [say(line.kind === "chain" ? "hash_chain" : "hash"), code(line.hash)],
        [say("leaf"), code(toHex(placed.leaf))],
        [say("proof"), node("div", {}, say("proof_length", { count: placed.path.length }),
          node("ol", {}, ...placed.path.map((hash) => node("li", {}, code(toHex(hash))))))],
        [say("bytes"), node("pre", { tabindex: "0", "aria-label": say("bytes") }, readable(placed.bytes))],
      ),
      node("p", { class: "buttons" },
        download(say("download_proof"), `entry-${index}.tlog-proof`, () => tlogProof(placed, shown.checkpoint)),
        download(say("download_entry"), `entry-${index}.json`, () => placed.bytes)),
    );
  });
  return node("li", { id: `entry-${index}` }, details);
}

function drawSummary(language: Language, { kind, chain, height, time, received, hash }: Line, index: number): HTMLElement {
  const shown = time ?? received;
  return node("summary", {},
    node("span", { class: "index" }, String(index)),
    node("span", { class: "kind" }, wordOf(language, "kind", kind)),
    node("span", { class: "what" }, [chain, height === null ? null : word(language, "height", { height })].filter((part) => part !== null).join(", ")),
    node("span", { class: "when" }, shown === null ? "" : node("time", {}, instant(shown))),
    node("span", { class: "hash" }, hash === null ? "" : `${hash.slice(0, 16)}…`),
    mark("good", word(language, "included")));
}

function readable(bytes: Uint8Array): string {
  try {
    return textOf(bytes);
  } catch {
    return toHex(bytes);
  }
}

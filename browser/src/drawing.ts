// SPDX-License-Identifier: Apache-2.0
// The trail as a drawing: one row an event, joined from the first to the last; what moved, from whom, to whom.
import { drawn } from "./dom.ts";
import { type Told } from "./told.ts";

const ROW = 66;
const LEFT = 34;
const LETTER = 7.2;

/** The drawing, `width` units wide. */
export function drawTrail(events: Told[], width: number, label: string): SVGElement {
  const height = events.length * ROW + 8;
  const middle = LEFT / 2;
  const rows = events.map((told, i) => drawRow(told, i * ROW + 4, width));
  const thread = drawn("line", { class: "thread", x1: middle, x2: middle, y1: 20, y2: Math.max(20, height - ROW + 16) });
  return drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label }, thread, ...rows);
}

function drawRow(told: Told, top: number, width: number): SVGElement {
  const number = String(told.number);
  const box = (width - LEFT - 12) / 2 - 34;
  const right = width - 6 - box;
  const moves = told.from !== null || told.to !== null;
  return drawn(
    "g",
    { transform: `translate(0 ${top})` },
    drawn("circle", { class: "knot", cx: LEFT / 2, cy: 16, r: number.length > 2 ? 15 : 12 }),
    text(number, LEFT / 2, 20, "knot-number", LEFT),
    text(told.time, LEFT + 8, 15, "time", width - LEFT),
    moves && told.amount !== "" ? text(told.amount, width - 6, 15, "amount", width / 2 - 12) : null,
    moves ? drawBox(told.from, LEFT + 8, box) : text(told.words, LEFT + 8, 42, "words", width - LEFT - 16),
    moves ? drawn("path", { class: "arrow", d: `M${LEFT + 12 + box} 40 H${right - 6} m-7 -5 l7 5 l-7 5` }) : null,
    moves ? drawBox(told.to, right, box) : null,
  );
}

function drawBox(name: string | null, x: number, width: number): SVGElement {
  const shape = drawn("rect", { class: name === null ? "box nobody" : "box", x, y: 25, width, height: 30, rx: 4 });
  return drawn("g", {}, shape, text(name ?? "—", x + width / 2, 44, "name", width - 8));
}

/** A text that is cut to a width; the list below the drawing has the whole of it. */
function text(whole: string, x: number, y: number, kind: string, width: number): SVGElement {
  let cut = "";
  let taken = 0;
  for (const letter of whole) {
    taken += letter.codePointAt(0)! > 0x2e7f ? 2 * LETTER : LETTER;
    if (taken > width) {
      cut = `${[...cut].slice(0, -1).join("")}…`;
      break;
    }
    cut += letter;
  }
  return drawn("text", { class: kind, x, y }, cut);
}

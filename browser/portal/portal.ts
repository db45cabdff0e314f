// SPDX-License-Identifier: Apache-2.0
// The portal: a page that lies beside a published custody log, and checks it in the reader's browser.
import { button, node, type Child } from "./nodes.ts";
import { drawEntries, PAGE } from "./entry_list.ts";
import { HOLDS, readSeen, type Seen } from "./memory.ts";
import { drawBreak, drawChains, drawCheckpoint, drawSignatures, drawVerdict, sayIn, type Scene } from "./sections.ts";
import { provideEd25519 } from "./plain_ed25519.ts";
import { type Fetch } from "./tiles.ts";
import { open, readOn, view, type Shown } from "./look.ts";
import { type Language, type Word } from "./portal_words.ts";
import { sha256Hex } from "../src/sha256.ts";
import { readTrust, type Trust } from "../src/trust.ts";
import { Unusable, Wrong } from "../src/wrong.ts";

const KEPT = `counterfoil-portal:${location.pathname.replace(/[^/]*$/, "")}`;
const TRUST_BYTES_MAX = 2_000_000;

interface TrustChoice {
  name: string;
  hash: string;
  trust: Trust | null;
  problem: string;
}

const state = {
  language: (navigator.language.startsWith("zh") ? "zh" : "en") as Language,
  shown: null as Shown | null,
  seen: null as Seen | null,
  choice: null as TrustChoice | null,
  problem: null as string | null,
  top: 0,
  /** Counts drawings, so that one that was overtaken is not shown. */
  drawing: 0,
};

const fetchFile: Fetch = async (path) => {
  // A checkpoint is replaced, even twice in a second, which no server tells apart; a tile never changes.
  const answer = await fetch(path, { cache: path === "checkpoint" ? "no-store" : "default" }).catch((error: unknown) => {
    throw new Wrong(`${path} cannot be fetched: ${String(error)}`);
  });
  if (!answer.ok) throw new Wrong(`${path} cannot be fetched: ${answer.status} ${answer.statusText}`);
  return new Uint8Array(await answer.arrayBuffer());
};

async function load(): Promise<void> {
  Object.assign(state, { shown: null, problem: null });
  await draw();
  try {
    state.seen = readSeen(localStorage.getItem(KEPT));
    state.shown = await open(fetchFile, state.seen);
    state.top = Math.max(0, state.shown.tree.size - 1);
    if (state.shown.continuity !== null && HOLDS.includes(state.shown.continuity)) remember(state.shown.note);
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    state.problem = error.message;
  }
  await draw();
}

function remember(note: string): void {
  const seen: Seen = { note, seenMs: Date.now() };
  localStorage.setItem(KEPT, JSON.stringify(seen));
}

async function take(files: FileList | null | undefined): Promise<void> {
  const file = files?.[0];
  if (file === undefined) return;
  const choice: TrustChoice = { name: file.name, hash: "", trust: null, problem: "" };
  try {
    if (file.size > TRUST_BYTES_MAX) throw new Wrong("the trust file is too long");
    const bytes = new Uint8Array(await file.arrayBuffer());
    choice.hash = sha256Hex(bytes);
    choice.trust = readTrust(bytes);
  } catch (error) {
    if (!(error instanceof Wrong || error instanceof Unusable)) throw error;
    choice.problem = error.message;
  }
  state.choice = choice;
  await draw();
}

async function draw(): Promise<void> {
  const drawing = ++state.drawing;
  const { language, shown, seen, choice } = state;
  const say = sayIn(language);
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  document.querySelectorAll<HTMLElement>("[data-word]").forEach((element) => {
    element.textContent = say(element.dataset["word"] as Word);
  });
  put("trust-state", drawTrust());
  put("problem", state.problem === null ? [] : [
    node("p", { class: "verdict bad" }, say("cannot_read", { problem: state.problem })), button(say("retry"), () => void load()),
  ]);
  document.getElementById("log")!.hidden = shown === null;
  if (shown === null) {
    put("verdict", state.problem === null ? [node("p", {}, say("loading"))] : []);
    return;
  }
  const nowMs = Date.now();
  const scene: Scene = { language, shown, seen, nowMs, view: await view(shown, choice?.trust ?? null, Math.floor(nowMs / 1000)) };
  const entries = shown.tree.size === 0 ? [] : await drawEntries(language, shown, state.top, nowMs);
  if (drawing !== state.drawing) return;
  document.title = `${scene.view.judgement.checkpoint.origin} · ${say("title")}`;
  put("verdict", [...drawVerdict(scene), ...drawBreak(scene, button(say("forget"), () => {
    remember(shown.note);
    void load();
  }))]);
  put("checkpoint", drawCheckpoint(scene));
  put("signatures", drawSignatures(scene));
  put("chains", drawChains(scene, button(say("read_further"), () => void readOn(shown).then(draw), { id: "further" })));
  put("range", drawRange(shown));
  put("entries", entries);
}

function drawTrust(): Child[] {
  const say = sayIn(state.language);
  const { choice } = state;
  if (choice === null) return [];
  if (choice.trust === null) return [node("p", { class: "bad" }, say("trust_refused", { name: choice.name, problem: choice.problem }))];
  return [node("p", {}, say("trust_used", { name: choice.name, hash: choice.hash })), button(say("trust_drop"), () => {
    state.choice = null;
    document.querySelector<HTMLInputElement>("#trust-file")!.value = "";
    document.querySelector<HTMLInputElement>("#trust-file")!.focus();
    void draw();
  })];
}

function drawRange({ tree: { size } }: Shown): Child[] {
  const bottom = Math.max(0, state.top - PAGE + 1);
  document.querySelector<HTMLButtonElement>("#newer")!.disabled = state.top >= size - 1;
  document.querySelector<HTMLButtonElement>("#older")!.disabled = bottom === 0;
  document.querySelector<HTMLInputElement>("#number")!.max = String(size - 1);
  return [sayIn(state.language)("range", { from: bottom, to: state.top, size })];
}

/** Show the page of entries that begins at `top`, or as near to it as there is one. */
function turnTo(top: number): void {
  const last = (state.shown?.tree.size ?? 1) - 1;
  state.top = Math.max(0, Math.min(last, top));
  void draw();
}

function put(id: string, children: Child[]): void {
  document.getElementById(id)!.replaceChildren(...children.filter((child) => child !== null));
}

function listen(): void {
  const on = (id: string, event: string, act: (event: Event) => void): void => document.getElementById(id)!.addEventListener(event, act);
  on("language", "click", () => {
    state.language = state.language === "en" ? "zh" : "en";
    void draw();
  });
  on("trust-file", "change", (event) => void take((event.target as HTMLInputElement).files));
  on("newer", "click", () => turnTo(state.top + PAGE));
  on("older", "click", () => turnTo(state.top - PAGE));
  on("go", "submit", (event) => {
    event.preventDefault();
    turnTo(Number(document.querySelector<HTMLInputElement>("#number")!.value));
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    void take(event.dataTransfer?.files);
  });
}

provideEd25519();
listen();
void load();

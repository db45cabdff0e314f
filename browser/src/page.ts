// SPDX-License-Identifier: Apache-2.0
// The page: two files in, a result out. It fetches nothing, and keeps nothing.
import { answer } from "./answer.ts";
import { byId } from "./dom.ts";
import { supportsEd25519 } from "./ed25519.ts";
import { judge } from "./parts.ts";
import { sha256Hex } from "./sha256.ts";
import { STRINGS, type Strings } from "./strings.ts";
import { readTrust } from "./trust.ts";
import { verifyPackage } from "./verify.ts";
import { showResult, showUnusable, type Result } from "./view.ts";
import { fill, type Language } from "./words.ts";
import { Unusable } from "./wrong.ts";

/** The page's own text but for its policy, its style and this program; put in by the build. */
declare const PAGE_TEMPLATE: string;

type Role = "package" | "trust";
type Outcome = Result | { unusable: string } | { noEd25519: true };

const ROLES: Role[] = ["package", "trust"];
const PRINT_WIDTH = 680;

let language: Language = "en";
let outcome: Outcome | null = null;
let run = 0;
const chosen: { [role in Role]?: { name: string; bytes: Uint8Array } } = {};

/** The hash of this file, made again from its parts as the build joined them. */
function ownHash(): string {
  const policy = document.querySelector("meta[http-equiv]")!.getAttribute("content")!;
  const [style, script] = ["style", "script"].map((id) => byId(id).textContent!) as [string, string];
  const whole = PAGE_TEMPLATE.replace("{policy}", () => policy).replace("{style}", () => style).replace("{script}", () => script);
  return sha256Hex(whole);
}

function strings(): Strings {
  return STRINGS[language];
}

function label(): void {
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
  document.title = strings().title;
  for (const labelled of document.querySelectorAll<HTMLElement>("[data-text]")) {
    labelled.textContent = strings()[labelled.dataset["text"] as keyof Strings];
  }
  byId("language").setAttribute("aria-label", `${strings().language}: ${strings().languageLabel}`);
  byId("language").setAttribute("lang", language === "en" ? "zh-CN" : "en");
  for (const role of ROLES) {
    const file = chosen[role];
    if (file !== undefined) byId(`${role}-hint`).textContent = fill(strings().chosen, { name: file.name, size: String(file.bytes.length) });
  }
}

function show(width?: number): void {
  if (outcome === null) return;
  const shown = byId("result");
  if ("report" in outcome) shown.replaceChildren(...showResult(outcome, language, strings(), width ?? Math.max(300, shown.clientWidth)));
  else {
    const [sentence, detail] = "unusable" in outcome ? [strings().unusableSentence, outcome.unusable] : [strings().noEd25519, ""];
    shown.replaceChildren(showUnusable(sentence, detail, strings()));
  }
  byId("print").hidden = false;
}

async function verify(): Promise<void> {
  const { package: shown, trust } = chosen;
  if (shown === undefined || trust === undefined) return;
  const mine = ++run;
  outcome = null;
  byId("status").textContent = strings().working;
  byId("result").replaceChildren();
  const found = await outcomeOf(shown.bytes, trust.bytes);
  if (mine !== run) return;
  outcome = found;
  show();
  byId("status").textContent = "";
  byId("verdict").focus();
}

async function outcomeOf(packageBytes: Uint8Array, trustBytes: Uint8Array): Promise<Outcome> {
  if (!(await supportsEd25519())) return { noEd25519: true };
  try {
    const now = Date.now();
    const trust = readTrust(trustBytes);
    const report = await verifyPackage(packageBytes, trust, now);
    return { report, trust, now, hashes: { package: sha256Hex(packageBytes), trust: sha256Hex(trustBytes), verifier: ownHash() } };
  } catch (error) {
    // Whatever goes wrong here, nothing is proved.
    return { unusable: error instanceof Unusable ? error.message : `a fault of this program: ${String(error)}` };
  }
}

async function choose(role: Role, file: File | undefined): Promise<void> {
  if (file === undefined) return;
  chosen[role] = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  label();
  await verify();
}

function start(): void {
  language = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
  for (const role of ROLES) {
    const input = byId(role) as HTMLInputElement;
    input.addEventListener("change", () => void choose(role, input.files?.[0]));
    const zone = byId(`${role}-zone`);
    for (const type of ["dragenter", "dragover"]) zone.addEventListener(type, () => zone.classList.add("over"));
    for (const type of ["dragleave", "drop"]) zone.addEventListener(type, () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => void choose(role, event.dataTransfer?.files[0]));
  }
  // A file dropped beside a zone must not replace this page.
  for (const type of ["dragover", "drop"]) document.addEventListener(type, (event) => event.preventDefault());
  byId("language").addEventListener("click", () => {
    language = language === "en" ? "zh" : "en";
    label();
    show();
  });
  byId("print").addEventListener("click", () => print());
  addEventListener("beforeprint", () => show(PRINT_WIDTH));
  addEventListener("afterprint", () => show());
  addEventListener("resize", () => show());
  label();
}

if (typeof document === "undefined") Object.assign(globalThis, { counterfoil: { answer, judge } });
else start();

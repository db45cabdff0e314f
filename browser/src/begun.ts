// SPDX-License-Identifier: Apache-2.0
// A call while its events go by: what it causes, with what it carries out, as far as has been looked at. spec/laws.md, Authority.
import { same, type JsonObject } from "./canonical.ts";
import { recordForm } from "./laws/all.ts";
import { causesOf, causesOfCarried, isProgrammed } from "./laws/causes.ts";
import { type CallLaw, type Caused, type Moment, NOBODY, type Spoken } from "./laws/law.ts";
import { type Event } from "./transactions.ts";
import { Refused } from "./wrong.ts";

/** Calls that it carries out begin one after the other, each by what those before left. */
export class BegunCall {
  /** What it causes; null where its law is not known here. */
  causes: Caused[] | null = null;
  /** The calls that it carries out of which no event has been looked at. */
  private left: JsonObject[] = [];
  /** Of the calls that it carries out the first whose law is not known here: what it causes from there on is as executed. */
  beyond: string | null = null;
  /** Whether programs decide more, by its doing. */
  private programmed = false;
  /** Whether an event of it tells something. */
  tells = false;
  /** How many of what it causes have gone by, shown or not. */
  private passed = 0;
  unshown: Caused[] = [];
  readonly freed = new Set<string>();
  readonly untold = new Set<string>();

  private constructor(
    /** Who consents to it by a decision on record. */
    readonly spoken: Spoken,
    private readonly features: readonly string[],
  ) {}

  static ofUnknownLaw(): BegunCall {
    return new BegunCall(NOBODY, []);
  }

  static begin(call: JsonObject, law: CallLaw, moment: Moment, features: readonly string[], spoken: Spoken): BegunCall {
    const begun = new BegunCall(spoken, features);
    ({ causes: begun.causes, left: begun.left } = causesOf(call, law, moment, features));
    begun.programmed = isProgrammed(call, law, moment);
    return begun;
  }

  /** Whether its law says the event, or that of a call carried out which begins with it, by what is known now; else a program decided it. */
  says(event: Event, moment: Moment): boolean {
    const causes = this.causes!;
    if (includes(causes.slice(this.passed), event)) return true;
    const said = [...causes];
    const ofProgram = this.programmed && doerOf(event) !== null;
    for (const [i, line] of this.left.entries()) {
      const caused = this.carriedOut(line, moment);
      if (caused === null || (typeof caused === "string" && ofProgram)) break;
      if (typeof caused === "string") return this.goOn(said, [], caused);
      said.push(...caused);
      if (includes(caused, event)) return this.goOn(said, this.left.slice(i + 1));
    }
    return includes(causes, event) || !(this.beyond === null ? this.programmed : ofProgram);
  }

  /** What a call causes that is carried out; null where it waits for what a program does now. */
  private carriedOut(line: JsonObject, moment: Moment): Caused[] | string | null {
    try {
      return causesOfCarried(line, moment, this.features);
    } catch (error) {
      if (this.programmed && error instanceof Refused) return null;
      throw error;
    }
  }

  private goOn(causes: Caused[], left: JsonObject[], beyond: string | null = null): true {
    Object.assign(this, { causes, left, beyond });
    return true;
  }

  /** Whether what it causes comes to the event, not having passed it; what lies between is unshown. */
  passTo(event: Event): boolean {
    const causes = this.causes!;
    let at = this.passed;
    while (at < causes.length && !isOf(causes[at]!, event)) at++;
    if (at >= causes.length && this.beyond === null) return false;
    this.unshown.push(...causes.slice(this.passed, at));
    this.passed = at + 1;
    return at < causes.length || this.beyond !== null;
  }

  /** Whether the event that was passed to last is as executed, since it is beyond what is known. */
  get isBeyond(): boolean {
    return this.beyond !== null && this.passed > this.causes!.length;
  }

  /** It ends: what it carries out without an event that is shown happened by what is known now. */
  runOut(moment: Moment): void {
    if (!this.tells) return;
    for (const line of this.left.splice(0)) {
      const caused = causesOfCarried(line, moment, this.features);
      if (typeof caused === "string") {
        this.beyond = caused;
        return;
      }
      this.causes!.push(...caused);
    }
  }

  /** Nothing more of it comes. */
  close(): void {
    if (this.causes !== null) this.unshown.push(...this.causes.slice(this.passed));
  }
}

/** The record whose doing an event is; null where it is none that is known here. */
export function doerOf({ data }: Event): string | null {
  const cause = (data["cause"] ?? null) as string | null;
  return cause === null || recordForm(cause) === undefined ? null : cause;
}

function isOf({ data, type }: Caused, event: Event): boolean {
  return type === event.type && same(data, event.data);
}

function includes(causes: Caused[], event: Event): boolean {
  return causes.some((one) => isOf(one, event));
}

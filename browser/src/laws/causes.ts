// SPDX-License-Identifier: Apache-2.0
// What a call causes, with the calls that it carries out by a decision on record: spec/laws.md, Authority.
import { type JsonObject } from "../canonical.ts";
import { type Event } from "../transactions.ts";
import { require } from "../wrong.ts";
import { readCall } from "./all.ts";
import { type CallLaw, type Caused, type Moment, type Start } from "./law.ts";

export function demandFeature(call: JsonObject, { feature, widened }: CallLaw, features: readonly string[]): void {
  const needed = feature !== undefined && (widened?.(call) ?? true);
  require(!needed || features.includes(feature), `the feature ${feature} is not active`);
}

/** Whether programs decide more than the law says of a call, or of one that it carries out. */
export function isProgrammed(call: JsonObject, law: CallLaw, moment: Moment): boolean {
  if (law.programmed === true) return true;
  const carried = (law.decision?.carries?.(call, moment) ?? []).map(readCall);
  return carried.some((one) => one.law !== undefined && isProgrammed(one.call, one.law, moment));
}

/** Programs that may run inside one another. */
const NESTED_MAX = 8;

/** Whose programs began to run, as the events of a transaction go by; `told` throws where not all that a record did in it is shown. */
export class Starts {
  private readonly started = new Map<string, Start>();

  constructor(private readonly told: (record: string) => void) {}

  note({ call }: Event, start: Start | undefined): void {
    if (start !== undefined) this.started.set(`${call!} ${start.record}`, start);
  }

  /** Whether the record's program runs in the event's call: by the call itself, or by another's that runs. */
  run({ call }: Event, record: string | null): boolean {
    let acting = record;
    for (let depth = 0; depth < NESTED_MAX && acting !== null; depth++) {
      this.told(acting);
      const start = this.started.get(`${call!} ${acting}`);
      if (start === undefined || start.by === null) return start !== undefined;
      acting = start.by;
    }
    return false;
  }
}

/** What a call causes, and then the calls that it carries out, up to the first whose law is not known here. */
export function causesOf(call: JsonObject, law: CallLaw, moment: Moment, features: readonly string[]): { causes: Caused[]; beyond: string | null } {
  demandFeature(call, law, features);
  const moves = law.anew !== undefined && features.includes(law.anew.feature) ? law.anew.causes : law.causes;
  const causes = moves(call, moment);
  for (const line of law.decision?.carries?.(call, moment) ?? []) {
    const carried = readCall(line);
    if (carried.law === undefined) return { causes, beyond: carried.name };
    causes.push(...causesOf(carried.call, carried.law, moment, features).causes);
  }
  return { causes, beyond: null };
}

// SPDX-License-Identifier: Apache-2.0
// What a call causes, with the calls that it carries out by a decision on record: spec/laws.md, Authority.
import { type JsonObject } from "../canonical.ts";
import { require } from "../wrong.ts";
import { readCall } from "./all.ts";
import { type CallLaw, type Caused, type Moment, type Start } from "./law.ts";

export function demandFeature(call: JsonObject, { feature, widened }: CallLaw, features: readonly string[]): void {
  const needed = feature !== undefined && (widened?.(call) ?? true);
  require(!needed || features.includes(feature), `the feature ${feature} is not active`);
}

/** The nouns whose programs decide more than the law says of a call, and of those that it carries out. */
export function programsOf(name: string, call: JsonObject, law: CallLaw, moment: Moment): string[] {
  const own = law.programmed === true ? [name.split(".", 1)[0]!] : [];
  const carried = (law.decision?.carries?.(call, moment) ?? []).map(readCall);
  return [...own, ...carried.flatMap((one) => (one.law === undefined ? [] : programsOf(one.name, one.call, one.law, moment)))];
}

/** Programs that may run inside one another. */
const NESTED_MAX = 8;

/** A program decides for a record that runs: of itself, or because another had it run of which that is so. `told` throws where of one it is not shown. */
export function demandStarted(record: string, started: ReadonlyMap<string, Start>, told: (record: string) => void): void {
  let acting = record;
  for (let depth = 0; depth < NESTED_MAX; depth++) {
    told(acting);
    const start = started.get(acting);
    if (start === undefined) break;
    if (start.by === null) return;
    acting = start.by;
  }
  require(false, `${record} acts, and nothing before it in its call says that ${acting} was called`);
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

// SPDX-License-Identifier: Apache-2.0
// What a call causes, with the calls that it carries out by a decision on record: spec/laws.md, Authority.
import { type JsonObject } from "../canonical.ts";
import { require } from "../wrong.ts";
import { readCall } from "./all.ts";
import { type CallLaw, type Caused, type Moment } from "./law.ts";

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

// SPDX-License-Identifier: Apache-2.0
// What a call causes, and the calls that it carries out by a decision on record: spec/laws.md, Authority.
import { type JsonObject } from "../canonical.ts";
import { require } from "../wrong.ts";
import { readCall } from "./all.ts";
import { type CallLaw, type Caused, type Moment } from "./law.ts";

/** What a call causes, and the calls that it carries out, which are not judged yet. */
export interface Causes {
  causes: Caused[];
  left: JsonObject[];
}

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

export function causesOf(call: JsonObject, law: CallLaw, moment: Moment, features: readonly string[]): Causes {
  demandFeature(call, law, features);
  const moves = law.anew !== undefined && features.includes(law.anew.feature) ? law.anew.causes : law.causes;
  const causes = moves(call, moment);
  return { causes, left: [...(law.decision?.carries?.(call, moment) ?? [])] };
}

/** What a call that is carried out causes by what is known now; the name of one whose law is not known here. */
export function causesOfCarried(line: JsonObject, moment: Moment, features: readonly string[]): Caused[] | string {
  const { call, law, name } = readCall(line);
  return law === undefined ? name : causesOf(call, law, moment, features).causes;
}

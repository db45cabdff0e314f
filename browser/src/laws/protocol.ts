// SPDX-License-Identifier: Apache-2.0
// The law of the protocol: what a chain decides about its own rules.
import { field, type JsonObject } from "../canonical.ts";
import { require } from "../wrong.ts";
import { demandRole, isCouncil, there } from "./authority.ts";
import { type Ask, type Caused, type Moment, type Rules } from "./law.ts";
import { pick } from "./shapes.ts";
import { changes, creates } from "./touches.ts";

const RULES = "protocol/rules/current";

function asRegistrar(data: JsonObject, moment: Moment): Ask[] {
  demandRole(moment, data["registrar"] as string, "registrar");
  return [];
}

/** The windows that were decided after genesis, in order of height. */
function windowsOf(rules: JsonObject): JsonObject[] {
  return (rules["windows"] ?? []) as JsonObject[];
}

function scheduleVersion(call: JsonObject, moment: Moment): Caused[] {
  const last = (there(moment, RULES)["protocols"] as JsonObject[]).at(-1)!;
  require((call["height"] as number) > moment.height, "a height that has passed");
  require((call["height"] as number) > (last["height"] as number), "a height not after the one scheduled last");
  require(call["protocol"] === (last["protocol"] as number) + 1, "a version that is not the next");
  const agreed = call["supervisor"] === null ? {} : pick(call, "supervisor");
  return [{ type: "protocol.version_scheduled", data: { ...pick(call, "height", "protocol", "registrar"), ...agreed } }];
}

export const protocol: Rules = {
  widened: { "protocol.schedule_version": (call) => call["supervisor"] !== null },
  anew: {
    "protocol.schedule_version": {
      feature: "governance",
      causes: (call, moment) => {
        const caused = scheduleVersion(call, moment);
        const agreed = call["supervisor"] !== null || isCouncil(moment, call["registrar"] as string);
        require(agreed, "a version by a registrar alone");
        return caused;
      },
    },
  },
  calls: {
    "protocol.schedule_feature": (call, moment) => {
      const before = field(there(moment, RULES)["features"] as JsonObject, call["feature"] as string);
      require((call["height"] as number) > moment.height, "a height that has passed");
      require(before === undefined || (before as number) > moment.height, "a feature that is active already");
      return [{ type: "protocol.feature_scheduled", data: pick(call, "feature", "height", "registrar") }];
    },
    "protocol.schedule_version": scheduleVersion,
    "protocol.schedule_window": (call, moment) => {
      const last = windowsOf(there(moment, RULES)).at(-1)?.["height"] as number | undefined;
      require((call["height"] as number) > moment.height, "a height that has passed");
      require(last === undefined || (call["height"] as number) > last, "a height not after the one scheduled last");
      return [{ type: "protocol.window_scheduled", data: pick(call, "height", "registrar", "window") }];
    },
  },
  events: {
    "protocol.rules_set": {
      touches: ({ data }) => creates(RULES, data),
      asks: () => [],
    },
    "protocol.feature_scheduled": {
      touches: ({ data }) =>
        changes(RULES, ({ features }) => ({ features: { ...(features as JsonObject), [data["feature"] as string]: data["height"]! } })),
      asks: ({ data }, moment) => asRegistrar(data, moment),
    },
    "protocol.window_scheduled": {
      touches: ({ data }) => changes(RULES, (rules) => ({ windows: [...windowsOf(rules), pick(data, "height", "window")] })),
      asks: ({ data }, moment) => asRegistrar(data, moment),
    },
    "protocol.version_scheduled": {
      touches: ({ data }) => changes(RULES, ({ protocols }) => ({ protocols: [...(protocols as JsonObject[]), pick(data, "height", "protocol")] })),
      asks: ({ data }, moment) => {
        asRegistrar(data, moment);
        const supervisor = data["supervisor"] as string | undefined;
        if (supervisor !== undefined) {
          demandRole(moment, supervisor, "supervisor");
          require(supervisor !== data["registrar"], "a registrar that agrees with itself");
        }
        return [];
      },
    },
  },
};

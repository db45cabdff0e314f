// SPDX-License-Identifier: Apache-2.0
// The law of the protocol: what a chain decides about its own rules.
import { field, type JsonObject } from "../canonical.ts";
import { require } from "../wrong.ts";
import { demandRole, there } from "./authority.ts";
import { type Ask, type Moment, type Rules } from "./law.ts";
import { pick } from "./shapes.ts";
import { changes, creates } from "./touches.ts";

const RULES = "protocol/rules/current";

function asRegistrar(data: JsonObject, moment: Moment): Ask[] {
  demandRole(moment, data["registrar"] as string, "registrar");
  return [];
}

export const protocol: Rules = {
  calls: {
    "protocol.schedule_feature": (call, moment) => {
      const before = field(there(moment, RULES)["features"] as JsonObject, call["feature"] as string);
      require((call["height"] as number) > moment.height, "a height that has passed");
      require(before === undefined || (before as number) > moment.height, "a feature that is active already");
      return [{ type: "protocol.feature_scheduled", data: pick(call, "feature", "height", "registrar") }];
    },
    "protocol.schedule_version": (call, moment) => {
      const last = (there(moment, RULES)["protocols"] as JsonObject[]).at(-1)!;
      require((call["height"] as number) > moment.height, "a height that has passed");
      require((call["height"] as number) > (last["height"] as number), "a height not after the one scheduled last");
      require(call["protocol"] === (last["protocol"] as number) + 1, "a version that is not the next");
      return [{ type: "protocol.version_scheduled", data: pick(call, "height", "protocol", "registrar") }];
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
    "protocol.version_scheduled": {
      touches: ({ data }) => changes(RULES, ({ protocols }) => ({ protocols: [...(protocols as JsonObject[]), pick(data, "height", "protocol")] })),
      asks: ({ data }, moment) => asRegistrar(data, moment),
    },
  },
};

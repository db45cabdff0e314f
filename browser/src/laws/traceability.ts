// SPDX-License-Identifier: Apache-2.0
// The law of traceability: repositories of events about goods, anchored batch by batch, numbered without a gap.
import { type JsonObject } from "../canonical.ts";
import { type Event } from "../transactions.ts";
import { require } from "../wrong.ts";
import { demandConsent, there } from "./authority.ts";
import { type Ask, type Moment, type Rec, type Rules } from "./law.ts";
import { pick } from "./shapes.ts";
import { changes, creates } from "./touches.ts";

const repositoryPath = (data: JsonObject): string => `traceability/repository/${data["repository"] as string}`;
const batchPath = (data: JsonObject): string => `traceability/batch/${data["repository"] as string}/${data["batch"] as number}`;

function open(moment: Moment, call: JsonObject): Rec {
  const repository = there(moment, repositoryPath(call));
  require(repository["status"] === "open", "the repository is closed");
  return repository;
}

function byKeeper({ data }: Event, moment: Moment): Ask[] {
  demandConsent(moment, data["keeper"] as string);
  return [];
}

export const traceability: Rules = {
  calls: {
    "traceability.open_repository": (call, moment) => [
      { type: "traceability.repository_opened", data: { ...pick(call, "keeper", "repository", "title"), time: moment.time } },
    ],
    "traceability.anchor": (call, moment) => {
      const { batches, keeper } = open(moment, call);
      require(call["batch"] === (batches as number) + 1, "a batch that is not the next");
      return [{ type: "traceability.anchored", data: { ...pick(call, "batch", "events", "repository", "root"), keeper: keeper!, time: moment.time } }];
    },
    "traceability.close_repository": (call, moment) => [
      { type: "traceability.repository_closed", data: { ...pick(call, "reason", "repository"), ...pick(open(moment, call), "keeper") } },
    ],
  },
  events: {
    "traceability.repository_opened": {
      touches: ({ data }) => creates(repositoryPath(data), { ...pick(data, "keeper", "repository", "title"), batches: 0, events: 0, opened: data["time"]!, status: "open" }),
      asks: byKeeper,
    },
    "traceability.anchored": {
      touches: ({ data }) => [
        ...creates(batchPath(data), { ...pick(data, "batch", "events", "repository", "root"), anchored: data["time"]! }),
        ...changes(repositoryPath(data), ({ events }) => ({ batches: data["batch"]!, events: (events as number) + (data["events"] as number) })),
      ],
      asks: byKeeper,
    },
    "traceability.repository_closed": { touches: ({ data }) => changes(repositoryPath(data), () => ({ status: "closed" })), asks: byKeeper },
  },
};

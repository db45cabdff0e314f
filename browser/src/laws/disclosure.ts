// SPDX-License-Identifier: Apache-2.0
// The law of disclosure: duties that are met, late or overdue; documents that are revised, superseded and withdrawn.
import { encode, type JsonObject } from "../canonical.ts";
import { type Event } from "../transactions.ts";
import { require } from "../wrong.ts";
import { demandConsent, demandRole, instrumentPath, there } from "./authority.ts";
import { type Ask, type EventRule, type Moment, type Rec, type Rules } from "./law.ts";
import { pick } from "./shapes.ts";
import { changes, creates } from "./touches.ts";

const dutyPath = (duty: string): string => `disclosure/duty/${duty}`;
const documentPath = (document: string): string => `disclosure/document/${document}`;

function openDuty(moment: Moment, duty: string): Rec {
  const record = there(moment, dutyPath(duty));
  require(["due", "overdue"].includes(record["status"] as string), "the duty is met or waived");
  return record;
}

function current(moment: Moment, document: string): Rec {
  const record = there(moment, documentPath(document));
  require(record["status"] === "published", "the document is superseded or withdrawn");
  return record;
}

function same(one: JsonObject, other: JsonObject): boolean {
  return encode(one) === encode(other);
}

/** Whoever published the document consents. */
function byDiscloser({ data }: Event, moment: Moment): Ask[] {
  demandConsent(moment, there(moment, documentPath(data["document"] as string))["by"] as string);
  return [];
}

function ofDuty(change: (event: Event) => JsonObject, asks?: EventRule["asks"]): EventRule {
  const touches: EventRule["touches"] = (event) => changes(dutyPath(event.data["duty"] as string), () => change(event));
  return asks === undefined ? { touches } : { touches, asks };
}

export const disclosure: Rules = {
  calls: {
    "disclosure.oblige": (call, moment) => {
      require((call["due"] as number) > moment.time, "a duty of the past");
      return [{ type: "disclosure.obliged", data: pick(call, "duty", "party", "topic", "instrument", "due", "by", "reference") }];
    },
    "disclosure.waive": (call, moment) => {
      openDuty(moment, call["duty"] as string);
      return [{ type: "disclosure.waived", data: pick(call, "duty", "by", "reference") }];
    },
    "disclosure.record_overdue": (call, moment) => {
      const duty = openDuty(moment, call["duty"] as string);
      require(duty["status"] === "due", "the duty is overdue already");
      require(moment.time > (duty["due"] as number), "the duty is not overdue");
      return [{ type: "disclosure.fell_overdue", data: pick(duty, "duty", "party", "due") }];
    },
    "disclosure.publish": (call, moment) => {
      let late: boolean | null = null;
      if (call["duty"] !== null) {
        const duty = openDuty(moment, call["duty"] as string);
        const meant = { ...pick(call, "topic", "instrument"), party: call["by"]! };
        require(same(meant, pick(duty, "party", "topic", "instrument")), "the duty is another's, or on something else");
        late = moment.time > (duty["due"] as number);
      }
      if (call["supersedes"] !== null) {
        const before = current(moment, call["supersedes"] as string);
        require(before["by"] === call["by"], "another published the document");
        require(same(pick(before, "topic", "instrument"), pick(call, "topic", "instrument")), "a document on something else");
      }
      const said = pick(call, "document", "by", "topic", "instrument", "title", "hash", "uri", "duty", "supersedes");
      return [{ type: "disclosure.published", data: { ...said, late, time: moment.time } }];
    },
    "disclosure.revise": (call, moment) => {
      const before = current(moment, call["document"] as string);
      require(before["hash"] !== call["hash"], "a revision of nothing");
      const version = (before["version"] as number) + 1;
      return [{ type: "disclosure.revised", data: { ...pick(call, "document", "title", "hash", "uri", "reason"), version, time: moment.time } }];
    },
    "disclosure.withdraw": (call, moment) => {
      require(current(moment, call["document"] as string)["duty"] === null, "what met a duty is not withdrawn");
      return [{ type: "disclosure.withdrawn", data: pick(call, "document", "reason") }];
    },
  },
  events: {
    "disclosure.obliged": {
      touches: ({ data }) => {
        const duty = { ...pick(data, "duty", "party", "topic", "instrument", "due", "reference"), set_by: data["by"]! };
        return creates(dutyPath(data["duty"] as string), { ...duty, status: "due", document: null, met: null });
      },
      asks: ({ data }, moment) => {
        demandRole(moment, data["by"] as string, "supervisor", "venue");
        return [];
      },
    },
    "disclosure.waived": ofDuty(
      () => ({ status: "waived" }),
      ({ data }, moment) => {
        const by = data["by"] as string;
        if (by === there(moment, dutyPath(data["duty"] as string))["set_by"]) demandConsent(moment, by);
        else demandRole(moment, by, "supervisor");
        return [];
      },
    ),
    "disclosure.fell_overdue": ofDuty(() => ({ status: "overdue" })),
    "disclosure.published": {
      touches: ({ data }) => {
        const { document, duty, supersedes } = data as { document: string; duty: string | null; supersedes: string | null };
        const said = pick(data, "document", "by", "topic", "instrument", "title", "hash", "uri", "duty", "supersedes");
        const fresh = { ...said, published: data["time"]!, version: 1, status: "published", superseded_by: null };
        const met = { status: data["late"] === true ? "met_late" : "met", document, met: data["time"]! };
        return [
          ...creates(documentPath(document), fresh),
          ...(duty === null ? [] : changes(dutyPath(duty), () => met)),
          ...(supersedes === null ? [] : changes(documentPath(supersedes), () => ({ status: "superseded", superseded_by: document }))),
        ];
      },
      asks: ({ data }, moment) => {
        const by = data["by"] as string;
        demandConsent(moment, by);
        if (data["instrument"] !== null && data["duty"] === null) {
          require(there(moment, instrumentPath(data["instrument"] as string))["issuer"] === by, `${by} does not issue it`);
        }
        return [];
      },
    },
    "disclosure.revised": {
      touches: ({ data }) =>
        changes(documentPath(data["document"] as string), () => ({ ...pick(data, "title", "hash", "uri", "version"), published: data["time"]! })),
      asks: byDiscloser,
    },
    "disclosure.withdrawn": {
      touches: ({ data }) => changes(documentPath(data["document"] as string), () => ({ status: "withdrawn" })),
      asks: byDiscloser,
    },
  },
};

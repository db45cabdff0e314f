// SPDX-License-Identifier: Apache-2.0
// The law of oracles: what several parties observed, each under its own keys, and the median at which it is fixed.
import { type JsonObject } from "../canonical.ts";
import { type Event } from "../transactions.ts";
import { require } from "../wrong.ts";
import { demandConsent, demandRole, there } from "./authority.ts";
import { type Dated, inForce, scheduled } from "./dated.ts";
import { divided, exact } from "./exact.ts";
import { type Ask, type Caused, type Moment, type Rec, type Rules } from "./law.ts";
import { pick } from "./shapes.ts";
import { changes, creates, makes } from "./touches.ts";

interface FeedRules extends Dated {
  counts_for: number;
  quorum: number;
  reporters: string[];
  spread_ppm: number;
}

interface Observation extends JsonObject {
  observed: number;
  reporter: string;
  round: number;
  value: number;
}

const MILLION = 1_000_000n;
const RULED = ["counts_for", "quorum", "reporters", "spread_ppm"];
const feedPath = (data: JsonObject): string => `oracles/feed/${data["feed"] as string}`;
const observationPath = (feed: string, reporter: string): string => `oracles/observation/${feed}/${reporter}`;
const fixingPath = (data: JsonObject): string => `oracles/fixing/${data["feed"] as string}/${data["round"] as number}`;

function open(moment: Moment, call: JsonObject): Rec {
  const feed = there(moment, feedPath(call));
  require(feed["status"] === "open", "the feed is closed");
  return feed;
}

/** The rules in force; the first before any. */
function rulesNow(feed: Rec, time: number): FeedRules {
  const entries = feed["entries"] as FeedRules[];
  return inForce(entries, time) ?? entries[0]!;
}

/** The keeper, who is another than the supervisor that agrees. */
function keeperOf({ keeper }: Rec, call: JsonObject): JsonObject {
  require(keeper !== call["by"], "a supervisor that agrees with itself");
  return { by: call["by"]!, keeper: keeper! };
}

/** Two quorums share a reporter, so that none of them could fix without the other's. */
function ruled(call: JsonObject): JsonObject {
  const [quorum, reporters] = [call["quorum"] as number, call["reporters"] as string[]];
  require(new Set(reporters).size === reporters.length, "a reporter twice");
  require(reporters.length < 2 * quorum && quorum <= reporters.length, "a quorum of half or fewer, or of more than there are");
  return pick(call, ...RULED);
}

function counts({ observed }: Observation, { counts_for }: FeedRules, time: number): boolean {
  return time - observed <= counts_for;
}

/** The middle value; of an even number the mean of the two in the middle, half up. */
function medianOf(ordered: bigint[]): bigint {
  const half = Math.floor(ordered.length / 2);
  return ordered.length % 2 === 1 ? ordered[half]! : divided(ordered[half - 1]! + ordered[half]! + 1n, 2n)[0];
}

function fixed(call: JsonObject, moment: Moment): Caused[] {
  const feed = open(moment, call);
  const rules = rulesNow(feed, moment.time);
  const round = (feed["round"] as number) + 1;
  const said = rules.reporters.map((reporter) => moment.read(observationPath(call["feed"] as string, reporter)) as Observation | null);
  const newer = said.filter((one) => one !== null && one.round === round) as Observation[];
  const counted = newer.filter((one) => counts(one, rules, moment.time));
  require(counted.length >= rules.quorum, "fewer observations than a fixing takes");
  const ordered = counted.map(({ value }) => BigInt(value)).sort((one, other) => (one < other ? -1 : 1));
  const value = medianOf(ordered);
  const size = value < 0n ? -value : value;
  require((ordered.at(-1)! - ordered[0]!) * MILLION <= BigInt(rules.spread_ppm) * size, "observations that lie too far apart");
  const observed = counted.reduce((least, one) => Math.min(least, one.observed), Infinity);
  const observations = counted.map((one) => pick(one, "observed", "reporter", "value"));
  return [{ type: "oracles.fixed", data: { ...pick(feed, "decimals", "feed"), observations, observed, round, time: moment.time, value: exact(value) } }];
}

/** The keeper, and a supervisor besides. */
function byBoth({ data }: Event, moment: Moment): Ask[] {
  demandRole(moment, data["by"] as string, "supervisor");
  demandConsent(moment, data["keeper"] as string);
  return [];
}

export const oracles: Rules = {
  calls: {
    "oracles.define_feed": (call, moment) => {
      const both = keeperOf(call, call);
      return [{ type: "oracles.feed_defined", data: { ...pick(call, "decimals", "feed", "title", "unit"), ...both, ...ruled(call), since: moment.time } }];
    },
    "oracles.change_rules": (call, moment) => {
      const both = keeperOf(open(moment, call), call);
      const since = (call["since"] ?? moment.time) as number;
      require(since >= moment.time, "rules for the past");
      return [{ type: "oracles.rules_changed", data: { ...pick(call, "feed", "reason"), ...both, ...ruled(call), since, time: moment.time } }];
    },
    "oracles.observe": (call, moment) => {
      const feed = open(moment, call);
      const rules = rulesNow(feed, moment.time);
      const [observed, reporter] = [call["observed"] as number, call["reporter"] as string];
      require(rules.reporters.includes(reporter), `${reporter} does not report`);
      require(observed <= moment.time, "an observation of the future");
      const before = moment.read(observationPath(call["feed"] as string, reporter));
      require(before === null || observed > (before["observed"] as number), "an observation that is not later than its last");
      require(counts(call as Observation, rules, moment.time), "an observation that does not count any more");
      const after = feed["observed_after"] as number | null;
      require(after === null || observed > after, "an observation that is not later than the last fixing");
      return [{ type: "oracles.observed", data: { ...pick(call, "feed", "observed", "reporter", "value"), round: (feed["round"] as number) + 1 } }];
    },
    "oracles.fix": fixed,
    "oracles.void_fixing": (call, moment) => {
      const feed = there(moment, feedPath(call));
      require(there(moment, fixingPath(call))["status"] === "fixed", "the fixing is void");
      const both = keeperOf(feed, call);
      return [{ type: "oracles.fixing_voided", data: { ...pick(call, "feed", "reason", "round"), ...both, last: call["round"] === feed["round"] } }];
    },
    "oracles.close_feed": (call, moment) => [{ type: "oracles.feed_closed", data: { ...pick(call, "feed", "reason"), ...keeperOf(open(moment, call), call) } }],
  },
  events: {
    "oracles.feed_defined": {
      touches: ({ data }) => {
        const begins = { observed: null, observed_after: null, round: 0, status: "open", value: null };
        return creates(feedPath(data), { ...pick(data, "decimals", "feed", "keeper", "title", "unit"), ...begins, entries: [pick(data, ...RULED, "since")] });
      },
      asks: byBoth,
    },
    "oracles.rules_changed": {
      touches: ({ data }) =>
        changes(feedPath(data), ({ entries }) => ({
          entries: scheduled(entries as FeedRules[], pick(data, ...RULED, "since") as FeedRules, data["time"] as number),
        })),
      asks: byBoth,
    },
    "oracles.observed": {
      touches: ({ data }) => makes(observationPath(data["feed"] as string, data["reporter"] as string), () => data),
      asks: ({ data }, moment) => {
        demandConsent(moment, data["reporter"] as string);
        return [];
      },
    },
    "oracles.fixed": {
      touches: ({ data }) => {
        const counted = (data["observations"] as JsonObject[]).length;
        const fixing = { ...pick(data, "decimals", "feed", "observed", "round", "value"), counted, fixed: data["time"]!, status: "fixed" };
        const latest = { ...pick(data, "observed", "round", "value"), observed_after: data["observed"]! };
        return [...creates(fixingPath(data), fixing), ...changes(feedPath(data), () => latest)];
      },
    },
    "oracles.fixing_voided": {
      touches: ({ data }) => {
        const ended = changes(fixingPath(data), () => ({ status: "void" }));
        return data["last"] === true ? [...ended, ...changes(feedPath(data), () => ({ observed: null, value: null }))] : ended;
      },
      asks: byBoth,
    },
    "oracles.feed_closed": { touches: ({ data }) => changes(feedPath(data), () => ({ status: "closed" })), asks: byBoth },
  },
};

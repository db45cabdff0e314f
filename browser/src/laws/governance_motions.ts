// SPDX-License-Identifier: Apache-2.0
// spec/laws.md, Governance: a motion from its debate to its execution. What it is judged by stands in its own record.
import { encode, type JsonObject } from "../canonical.ts";
import { type Event } from "../transactions.ts";
import { require } from "../wrong.ts";
import { demandConsent, demandDisjoint, demandRole, hasRole, there } from "./authority.ts";
import { demandDecidable, isGrave, nameOf, readCalls, versionOf } from "./governance_carried.ts";
import { type Articles, charterOf, demandMember, type Member, neededOf, powerOf } from "./governance_charter.ts";
import { plus } from "./exact.ts";
import { type Caused, type Decision, type EventRule, type Moment, type Rec, type Rules } from "./law.ts";
import { pick } from "./shapes.ts";
import { changes, creates, makes } from "./touches.ts";

interface Ready extends JsonObject {
  keys: string[];
  member: string;
}

interface Vote extends Ready {
  ballot: string;
}

const motionPath = (data: JsonObject): string => `governance/motion/${data["motion"] as string}`;
const readinessPath = (version: number): string => `governance/readiness/${version}`;

function canBeVetoed({ veto }: Articles, grave: boolean): boolean {
  return veto === "every_decision" || (veto === "grave_decisions" && grave);
}

/** The power of each ballot. */
function tallyOf(motion: Rec): JsonObject {
  const powers: { [ballot: string]: number } = { abstain: 0, against: 0, in_favour: 0 };
  for (const { ballot, member } of motion["votes"] as Vote[]) powers[ballot]! += powerOf(motion["electorate"] as Member[], member);
  return powers;
}

/** The votes with a member's new one, in the order of those that can vote. */
function votesWith(motion: Rec, vote: Vote): Vote[] {
  const cast = new Map([...(motion["votes"] as Vote[]), vote].map((one) => [one.member, one]));
  return (motion["electorate"] as Member[]).flatMap(({ party }) => cast.get(party) ?? []);
}

function demandCouncil(moment: Moment, council: string): void {
  require(charterOf(moment).council === council, `${council} is not the charter's council`);
  demandConsent(moment, council);
}

/** It is the charter's council, which decided. */
export function byCouncil({ data }: Event, moment: Moment): [] {
  demandCouncil(moment, data["council"] as string);
  return [];
}

function leaves(status: string, asks?: EventRule["asks"]): EventRule {
  const touches: EventRule["touches"] = ({ data }) => changes(motionPath(data), () => ({ status }));
  return asks === undefined ? { touches } : { touches, asks };
}

function saidReady(moment: Moment, version: number): Ready[] {
  return (moment.read(readinessPath(version))?.["members"] ?? []) as Ready[];
}

/** The power of those who have said that their nodes have the version. */
function readyFor(moment: Moment, motion: Rec): number {
  const electorate = motion["electorate"] as Member[];
  return saidReady(moment, motion["version"] as number).reduce((sum, { member }) => sum + powerOf(electorate, member), 0);
}

/** A decision that stands speaks for the council, and for nobody else: whoever executes it consents to nothing. */
const decision: Decision = {
  speaks: (call, moment) => {
    const motion = there(moment, motionPath(call));
    require(motion["status"] === "passed", "the motion has not passed, or is over");
    require(moment.time >= (motion["execute_from"] as number), "the decision's delay is not over");
    require(moment.time < (motion["execute_until"] as number), "the decision has lapsed");
    const ready = motion["version"] === null || readyFor(moment, motion) >= (motion["needed"] as number);
    require(ready, "too few nodes are ready for the version");
    return { parties: [motion["council"] as string], alone: true };
  },
  carries: (call, moment) => readCalls(there(moment, motionPath(call))["calls"] as string),
};

function proposed(call: JsonObject, moment: Moment): Caused[] {
  const { articles, council } = charterOf(moment);
  const calls = readCalls(call["calls"] as string);
  calls.forEach(demandDecidable);
  const grave = calls.some(isGrave);
  const voteFrom = plus(moment.time, articles.debate_ms);
  const voteUntil = plus(voteFrom, articles.voting_ms);
  const vetoUntil = canBeVetoed(articles, grave) ? plus(voteUntil, articles.veto_ms) : null;
  const executeFrom = Math.max(plus(voteUntil, articles.delay_ms), vetoUntil ?? 0);
  const decided = {
    acts: calls.map(nameOf),
    calls: encode(calls),
    council,
    electorate: articles.members,
    execute_from: executeFrom,
    execute_until: plus(executeFrom, articles.lapse_ms),
    grave,
    needed: neededOf(articles, grave ? articles.grave_ppm : articles.ordinary_ppm),
    version: versionOf(calls),
    veto_until: vetoUntil,
    vote_from: voteFrom,
    vote_until: voteUntil,
  };
  return [{ type: "governance.proposed", data: { ...pick(call, "by", "document", "motion", "title"), ...decided } }];
}

export const motions: Rules = {
  decisions: { "governance.execute": decision },
  calls: {
    "governance.propose": proposed,
    "governance.withdraw": (call, moment) => {
      const motion = there(moment, motionPath(call));
      const debated = motion["status"] === "proposed" && moment.time < (motion["vote_from"] as number);
      require(debated, "the motion is not debated any more");
      return [{ type: "governance.withdrawn", data: pick(call, "motion") }];
    },
    "governance.vote": (call, moment) => {
      const motion = there(moment, motionPath(call));
      const member = call["member"] as string;
      const votes = (motion["vote_from"] as number) <= moment.time && moment.time < (motion["vote_until"] as number);
      require(votes && motion["status"] === "proposed", "the motion is not voted on");
      const power = powerOf(motion["electorate"] as Member[], member);
      require(power > 0, `${member} had no vote when the motion was made`);
      demandMember(charterOf(moment), member);
      const before = (motion["votes"] as Vote[]).find((vote) => vote.member === member);
      require(before?.ballot !== call["ballot"], `${member} has voted so`);
      const keys = moment.signed(member);
      for (const vote of motion["votes"] as Vote[]) if (vote.member !== member) demandDisjoint(keys, vote.keys);
      return [{ type: "governance.voted", data: { ...pick(call, "ballot", "member", "motion"), keys, power } }];
    },
    "governance.close": (call, moment) => {
      const motion = there(moment, motionPath(call));
      require(motion["status"] === "proposed", "the motion is decided, or over");
      require(moment.time >= (motion["vote_until"] as number), "the vote goes on");
      const tally = tallyOf(motion);
      const passed = (tally["in_favour"] as number) >= (motion["needed"] as number);
      return [{ type: passed ? "governance.passed" : "governance.voted_down", data: { ...pick(call, "motion"), tally } }];
    },
    "governance.veto": (call, moment) => {
      const motion = there(moment, motionPath(call));
      require(motion["veto_until"] !== null, "nobody can veto the motion");
      const open = ["proposed", "passed"].includes(motion["status"] as string);
      require(open && moment.time < (motion["veto_until"] as number), "a veto that comes too late");
      return [{ type: "governance.vetoed", data: pick(call, "motion", "reference", "supervisor") }];
    },
    "governance.execute": (call, moment) => {
      const { council } = there(moment, motionPath(call));
      return [{ type: "governance.executed", data: { ...pick(call, "motion"), council: council! } }];
    },
    "governance.lapse": (call, moment) => {
      const motion = there(moment, motionPath(call));
      require(motion["status"] === "passed", "the motion has not passed, or is over");
      require(moment.time >= (motion["execute_until"] as number), "the decision can still be executed");
      return [{ type: "governance.lapsed", data: pick(call, "motion") }];
    },
    "governance.declare_ready": (call, moment) => {
      const member = call["member"] as string;
      demandMember(charterOf(moment), member);
      const said = saidReady(moment, call["version"] as number);
      require(!said.some((one) => one.member === member), "it has said so");
      const keys = moment.signed(member);
      for (const one of said) demandDisjoint(keys, one.keys);
      return [{ type: "governance.declared_ready", data: { ...pick(call, "member", "version"), keys } }];
    },
  },
  events: {
    "governance.proposed": {
      touches: ({ data }) => creates(motionPath(data), { ...data, status: "proposed", votes: [] }),
      asks: ({ data }, moment) => {
        const by = data["by"] as string;
        demandConsent(moment, by);
        const elector = powerOf(data["electorate"] as Member[], by) > 0;
        require(elector || hasRole(moment, by, "supervisor"), `${by} is neither a member nor a supervisor`);
        return [];
      },
    },
    "governance.withdrawn": leaves("withdrawn", ({ data }, moment) => {
      demandConsent(moment, there(moment, motionPath(data))["by"] as string);
      return [];
    }),
    "governance.voted": {
      touches: ({ data }) => changes(motionPath(data), (before) => ({ votes: votesWith(before, pick(data, "ballot", "keys", "member") as Vote) })),
      asks: ({ data }, moment) => {
        demandConsent(moment, data["member"] as string);
        return [];
      },
    },
    "governance.passed": leaves("passed"),
    "governance.voted_down": leaves("voted_down"),
    "governance.vetoed": leaves("vetoed", ({ data }, moment) => {
      demandRole(moment, data["supervisor"] as string, "supervisor");
      return [];
    }),
    "governance.executed": leaves("executed", byCouncil),
    "governance.lapsed": leaves("lapsed"),
    "governance.declared_ready": {
      touches: ({ data }) =>
        makes(readinessPath(data["version"] as number), (before) => ({
          members: [...((before?.["members"] ?? []) as Ready[]), pick(data, "keys", "member")],
          version: before?.["version"] ?? data["version"]!,
        })),
      asks: ({ data }, moment) => {
        demandConsent(moment, data["member"] as string);
        return [];
      },
    },
  },
};

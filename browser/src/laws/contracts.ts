// SPDX-License-Identifier: Apache-2.0
// The law of contracts: reviewed code, and what is called with which inputs. What the code decides then no verifier runs.
import { decodeText, encode, isObject, type Json, type JsonObject } from "../canonical.ts";
import { sha256Hex } from "../sha256.ts";
import { type Event } from "../transactions.ts";
import { require } from "../wrong.ts";
import { accountPath, demandBoth, demandConsent, demandDisjoint, demandOneOrSupervisor, demandRole, hasRole, isCouncil, there } from "./authority.ts";
import { type Dated, inForce, scheduled } from "./dated.ts";
import { type Ask, type EventRule, type Moment, type Rec, type Rules, type Start } from "./law.ts";
import { pick } from "./shapes.ts";
import { changes, creates, makes } from "./touches.ts";

const DIALECT = 1;
const FIRST_REVIEW = 1;
const DEPTH_MAX = 8;
const NODES_MAX = 4_096;
const REVIEWS = "contracts/reviews/current";
const codePath = (code: Json): string => `contracts/code/${code as string}`;
const contractPath = (contract: Json): string => `contracts/contract/${contract as string}`;

interface Policy extends Dated {
  quorum: number;
  reviewers: string[];
  supervised: boolean;
}

function policyNow(moment: Moment): Policy {
  const found = inForce(there(moment, REVIEWS)["policies"] as Policy[], moment.time);
  require(found !== null, "no policy of reviews is in force");
  return found;
}

function demandReviewer(moment: Moment, party: string): void {
  demandConsent(moment, party);
  require(policyNow(moment).reviewers.includes(party) || hasRole(moment, party, "supervisor"), `${party} reviews no code`);
}

/** Whether with one more approval all have approved that must. */
function completes(moment: Moment, code: Rec, by: string): boolean {
  const { quorum, reviewers, supervised } = policyNow(moment);
  const approved = [...(code["approved_by"] as string[]), by];
  if (approved.filter((party) => reviewers.includes(party)).length < quorum) return false;
  return !supervised || approved.some((party) => hasRole(moment, party, "supervisor"));
}

/** One JSON object in canonical form, as deep and as large as a program takes. */
function demandArguments(text: Json): void {
  let found: Json;
  try {
    found = decodeText(text as string);
  } catch {
    return require(false, "arguments that are no canonical JSON");
  }
  require(isObject(found), "arguments that are no object");
  const waiting: [Json, number][] = [[found, 0]];
  for (let seen = 0; seen < waiting.length; seen++) {
    const [value, depth] = waiting[seen]!;
    require(depth <= DEPTH_MAX && seen < NODES_MAX, "arguments that are too deep or too many");
    const inner = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
    for (const child of inner) waiting.push([child, depth + 1]);
  }
}

/** The code, in the very review that the call is about. */
function underReview(moment: Moment, call: JsonObject): Rec {
  const record = there(moment, codePath(call["code"]!));
  require(record["status"] === "proposed", "the code is not under review");
  require(record["review"] === call["review"], "a word about another review of the code");
  return record;
}

function passed(moment: Moment, code: Json): Rec {
  const record = there(moment, codePath(code));
  require(record["status"] === "cleared", "the code has not passed its review, or is withdrawn");
  return record;
}

/** It may be paused, and then nothing of it moves. */
function notOver(moment: Moment, contract: Json): Rec {
  const record = there(moment, contractPath(contract));
  require(record["status"] !== "retired", "the contract is retired");
  return record;
}

function running(moment: Moment, contract: Json): Rec {
  const record = there(moment, contractPath(contract));
  require(runs(record), "the contract is paused or retired");
  return record;
}

function runs(contract: Rec): boolean {
  return ["trial", "live"].includes(contract["status"] as string);
}

/** An event about code, by a reviewer; the proposer may do it, too, where `own` says so. */
function reviewed(change: (event: Event, before: Rec) => JsonObject, own: boolean): EventRule {
  return {
    touches: (event) => changes(codePath(event.data["code"]!), (before) => change(event, before)),
    asks: (event, moment) => {
      const by = event.data["by"] as string;
      if (own && by === there(moment, codePath(event.data["code"]!))["by"]) demandConsent(moment, by);
      else demandReviewer(moment, by);
      return [];
    },
  };
}

const decided = (status: string) => ({ data }: Event): JsonObject => ({ status, decided: data["time"]!, decided_by: data["by"]! });

function byDeployer({ data }: Event, moment: Moment): Ask[] {
  demandConsent(moment, there(moment, contractPath(data["contract"]!))["by"] as string);
  return [];
}

function byOne(field: "by" | "paused_by"): EventRule["asks"] {
  return ({ data }, moment) => {
    demandOneOrSupervisor(moment, data["by"] as string, there(moment, contractPath(data["contract"]!))[field] as string | null);
    return [];
  };
}

const starts = (function_: string | null) => ({ data }: Event): Start => ({
  record: contractPath(data["contract"]!),
  by: null,
  function: function_ ?? (data["function"] as string),
  shows: [...new Set(data["shows"] as string[])].sort(),
});

/** An event of a contract that is there already. */
function ofContract(change: (event: Event, before: Rec) => JsonObject, asks?: EventRule["asks"]): EventRule {
  const touches: EventRule["touches"] = (event) => changes(contractPath(event.data["contract"]!), (before) => change(event, before));
  return asks === undefined ? { touches } : { touches, asks };
}

export const contracts: Rules = {
  calls: {
    "contracts.set_reviews": (call, moment) => {
      const since = (call["since"] ?? moment.time) as number;
      require(since >= moment.time, "a policy of reviews for the past");
      const reviewers = [...new Set(call["reviewers"] as string[])];
      require(reviewers.length >= (call["quorum"] as number), "fewer reviewers than must approve");
      require(call["by"] !== call["supervisor"], "a registrar and a supervisor that are one");
      require(call["supervisor"] !== null || isCouncil(moment, call["by"] as string), "a policy of reviews by a registrar alone");
      const policy: JsonObject = { ...pick(call, "quorum", "reference", "supervised"), reviewers, since };
      const before = (moment.read(REVIEWS)?.["policies"] ?? []) as Policy[];
      const policies = scheduled(before, policy as Policy, moment.time);
      return [{ type: "contracts.reviews_set", data: { ...pick(call, "by", "supervisor"), policy, policies } }];
    },
    "contracts.propose": (call, moment) => {
      const says = { ...pick(call, "licence", "name", "source", "tests", "title", "upgrades"), dialect: DIALECT };
      require(call["code"] === sha256Hex(encode(says)), "code whose name is not its hash");
      const before = moment.read(codePath(call["code"]!));
      const review = before === null ? FIRST_REVIEW : (before["review"] as number) + 1;
      const keys = moment.signed(call["by"] as string);
      return [{ type: "contracts.proposed", data: { ...says, ...pick(call, "by", "code"), keys, review } }];
    },
    "contracts.approve": (call, moment) => {
      const code = underReview(moment, call);
      const by = call["by"] as string;
      require(by !== code["by"], "code approved by whoever proposed it");
      require(!(code["approved_by"] as string[]).includes(by), "code approved twice by one party");
      const keys = moment.signed(by);
      demandDisjoint(keys, code["keys"] as string[]);
      const complete = completes(moment, code, by);
      return [{ type: "contracts.approved", data: { ...pick(call, "by", "code"), complete, keys, reason: call["reference"]!, time: moment.time } }];
    },
    "contracts.decline": (call, moment) => {
      underReview(moment, call);
      return [{ type: "contracts.declined", data: { ...pick(call, "by", "code", "reason"), time: moment.time } }];
    },
    "contracts.withdraw": (call, moment) => {
      passed(moment, call["code"]!);
      return [{ type: "contracts.withdrawn", data: { ...pick(call, "by", "code", "reason"), time: moment.time } }];
    },
    "contracts.deploy": (call, moment) => {
      passed(moment, call["code"]!);
      demandArguments(call["arguments"]!);
      const rules = { custodian: null, incoming: "nobody", moved_by: contractPath(call["contract"]!), outgoing: "record" };
      return [
        { type: "parties.account_opened", data: { ...rules, account: call["account"]!, holder: call["by"]! } },
        { type: "contracts.deployed", data: pick(call, "account", "arguments", "by", "code", "contract", "shows", "trial") },
      ];
    },
    "contracts.open": (call, moment) => {
      require(there(moment, contractPath(call["contract"]!))["status"] === "trial", "the contract is not on trial");
      return [{ type: "contracts.opened", data: pick(call, "contract") }];
    },
    "contracts.call": (call, moment) => {
      const contract = running(moment, call["contract"]!);
      const caller = (call["by"] as string[])[0]!;
      require(contract["status"] !== "trial" || (contract["trial"] as string[]).includes(caller), "the contract is on trial with others");
      demandArguments(call["arguments"]!);
      return [{ type: "contracts.called", data: pick(call, "arguments", "by", "contract", "function", "shows") }];
    },
    "contracts.pause": (call, moment) => {
      running(moment, call["contract"]!);
      return [{ type: "contracts.paused", data: pick(call, "by", "contract", "reason") }];
    },
    "contracts.resume": (call, moment) => {
      require(there(moment, contractPath(call["contract"]!))["status"] === "paused", "the contract is not paused");
      return [{ type: "contracts.resumed", data: pick(call, "by", "contract", "reason") }];
    },
    "contracts.retire": (call, moment) => {
      const contract = notOver(moment, call["contract"]!);
      require(call["supervisor"] !== contract["by"], "whoever deployed it agrees with itself");
      return [
        { type: "contracts.retired", data: pick(call, "contract", "reason", "supervisor") },
        { type: "parties.account_closed", data: pick(contract, "account") },
      ];
    },
    "contracts.upgrade": (call, moment) => {
      const contract = notOver(moment, call["contract"]!);
      const before = there(moment, codePath(contract["code"]!));
      const after = passed(moment, call["code"]!);
      require(before["upgrades"] !== "never", "the code is never upgraded");
      require(before["name"] === after["name"] && before["code"] !== after["code"], "an upgrade to another contract, or to the same code");
      demandArguments(call["arguments"]!);
      const version = (contract["version"] as number) + 1;
      return [{ type: "contracts.upgraded", data: { ...pick(call, "arguments", "code", "contract", "shows"), before: before["code"]!, version } }];
    },
  },
  events: {
    "contracts.reviews_set": {
      touches: ({ data }) => makes(REVIEWS, () => pick(data, "policies")),
      asks: ({ data }, moment) => {
        const [by, supervisor] = [data["by"] as string, data["supervisor"] as string | null];
        demandRole(moment, by, "registrar");
        if (supervisor !== null) {
          demandRole(moment, supervisor, "supervisor");
          demandBoth(moment, by, supervisor);
        }
        return [];
      },
    },
    "contracts.proposed": {
      touches: ({ data }) =>
        makes(codePath(data["code"]!), (before) => {
          require(before === null || ["turned_down", "withdrawn"].includes(before["status"] as string), "code whose review is not over");
          return { ...data, approved_by: [], decided: null, decided_by: null, status: "proposed" };
        }),
      asks: ({ data }, moment) => {
        demandConsent(moment, data["by"] as string);
        return [];
      },
    },
    "contracts.approved": reviewed((event, before) => {
      const keys = [...new Set([...(before["keys"] as string[]), ...(event.data["keys"] as string[])])].sort();
      const approved = { approved_by: [...(before["approved_by"] as string[]), event.data["by"] as string], keys };
      return event.data["complete"] === true ? { ...approved, ...decided("cleared")(event) } : approved;
    }, false),
    "contracts.declined": reviewed(decided("turned_down"), true),
    "contracts.withdrawn": {
      touches: (event) => changes(codePath(event.data["code"]!), () => decided("withdrawn")(event)),
      asks: ({ data }, moment) => {
        demandOneOrSupervisor(moment, data["by"] as string, there(moment, codePath(data["code"]!))["by"] as string);
        return [];
      },
    },
    "contracts.deployed": {
      touches: ({ data }) => {
        const begins = { entries: 0, paused_by: null, runs: 0, status: (data["trial"] as string[]).length > 0 ? "trial" : "live", version: 1 };
        return creates(contractPath(data["contract"]!), { ...pick(data, "account", "by", "code", "contract", "trial"), ...begins });
      },
      starts: starts("init"),
      asks: ({ data }, moment) => {
        demandConsent(moment, data["by"] as string);
        return [];
      },
    },
    "contracts.called": {
      ...ofContract(() => ({}), ({ data }, moment) => {
        for (const party of new Set(data["by"] as string[])) demandConsent(moment, party);
        return [];
      }),
      starts: starts(null),
    },
    "contracts.called_by_contract": {
      ...ofContract(() => ({}), ({ data }, moment) => {
        const contract = running(moment, data["contract"]!);
        require((contract["trial"] as string[]).length === 0, "a contract on trial that another calls");
        return [];
      }),
      starts: (event) => ({ ...starts(null)(event), by: contractPath(event.data["caller"]!) }),
    },
    "contracts.ran": {
      touches: ({ data }) => {
        const { contract, kept } = data as { contract: string; kept: { key: string; new: boolean; value: string | null }[] };
        const added = kept.filter((one) => one.new).length;
        const ran = changes(contractPath(contract), (before) => ({
          runs: (before["runs"] as number) + 1,
          entries: (before["entries"] as number) + added,
        }));
        const entries = kept.flatMap((one) =>
          makes(`contracts/entry/${contract}/${one.key}`, (before) => {
            require((before === null) === one.new, "an entry that is there, or one that is not");
            return { contract, key: one.key, value: one.value };
          }),
        );
        return [...ran, ...entries];
      },
      ends: ({ data }) => ({ record: contractPath(data["contract"]!), function: data["function"] as string }),
    },
    "contracts.opened": ofContract(() => ({ status: "live", trial: [] }), byDeployer),
    "contracts.paused": ofContract(({ data }) => ({ paused_by: data["by"]!, status: "paused" }), byOne("by")),
    "contracts.resumed": ofContract(
      (_event, before) => ({ paused_by: null, status: (before["trial"] as string[]).length > 0 ? "trial" : "live" }),
      byOne("paused_by"),
    ),
    "contracts.retired": ofContract(() => ({ status: "retired", paused_by: null }), (event, moment) => {
      const supervisor = event.data["supervisor"] as string | null;
      if (supervisor !== null) {
        demandRole(moment, supervisor, "supervisor");
        demandBoth(moment, there(moment, contractPath(event.data["contract"]!))["by"] as string, supervisor);
      }
      return byDeployer(event, moment);
    }),
    "contracts.upgraded": { ...ofContract(({ data }) => pick(data, "code", "version"), byDeployer), starts: starts("migrate") },
  },
  grants: {
    "contracts/contract": (contract, { side, account, cause }, moment) => {
      const own = side === "gives" && account === contract["account"] && cause === contractPath(contract["contract"]!);
      require(own, "a contract that gives of what is not its account's, or not by its own doing");
      require(there(moment, accountPath(account))["moved_by"] === cause, "a contract that was deployed without its account");
      require(runs(contract), "a contract that is paused or retired");
      return [contract["by"] as string];
    },
  },
};

// SPDX-License-Identifier: Apache-2.0
// The law of restrictions: who sets an instrument's rules, transfers that await approval, what is counted of holders.
import { type JsonObject } from "../canonical.ts";
import { INTEGER_MAX } from "../forms.ts";
import { type Event } from "../transactions.ts";
import { require } from "../wrong.ts";
import { accountPath, demandConsent, demandOneOrSupervisor, instrumentPath, signature, there } from "./authority.ts";
import { inForce, scheduled, type Dated } from "./dated.ts";
import { exact, plus } from "./exact.ts";
import { TABLES } from "./forms_data.ts";
import { givenBack } from "./holdings_calls.ts";
import { encumbrancePath } from "./holdings_folds.ts";
import { type Ask, type Caused, type EventRule, type Moment, type Rec, type Rules, type Touch } from "./law.ts";
import { pick } from "./shapes.ts";
import { changes, creates, givenBy, makes } from "./touches.ts";

/** Values and parties that the rules of one set name together. */
const NAMED_MAX = 512;
/** Counted instruments that one party may ever have held. */
const POSITIONS_MAX = 512;

interface Rule extends JsonObject {
  kind: string;
}

interface RuleSet extends Dated {
  rules: Rule[];
}

interface Position extends JsonObject {
  balance: number;
  day: number;
  sent: number;
}

interface Count extends JsonObject {
  holders: number;
  units: number;
  countries: { [country: string]: number };
}

/** Units that went from one party to another, came into the world (no giver), or went out of it (no taker). */
interface Counted extends JsonObject {
  instrument: string;
  quantity: number;
  giver: string | null;
  taker: string | null;
  giver_country: string;
  taker_country: string;
  holders: number;
  day: number | null;
}

const rulesPath = (instrument: string): string => `restrictions/rules/${instrument}`;
const countPath = (instrument: string): string => `restrictions/count/${instrument}`;
const positionPath = (party: string, instrument: string): string => `restrictions/position/${party}/${instrument}`;
const proposalPath = (proposal: string): string => `restrictions/proposal/${proposal}`;

/** Whether a rule has what its kind needs, and nothing that its kind does not know. */
function isWellFormed(rule: Rule): boolean {
  const { maybe, needs } = TABLES.rule_fields[rule.kind]!;
  const given = Object.keys(rule).filter((name) => name !== "kind");
  if (!needs.every((name) => given.includes(name)) || !given.every((name) => needs.includes(name) || maybe.includes(name))) return false;
  if (rule.kind === "locked") return given.includes("until") !== given.includes("event");
  if (rule.kind === "window") return (rule["opens_min"] as number) < (rule["closes_min"] as number);
  const countries = TABLES.attested_values["country"]!;
  return !TABLES.rules_of_countries.includes(rule.kind) || listed(rule, "values").every((value) => countries.includes(value));
}

/** A list of a rule, which is left out when it is empty. */
function listed(rule: Rule, name: "values" | "parties"): string[] {
  return (rule[name] ?? []) as string[];
}

/** Whether what a party says of an instrument is a supervisor's, which its issuer cannot undo. */
function bySupervisor(call: JsonObject, moment: Moment): boolean {
  return call["by"] !== there(moment, instrumentPath(call["instrument"] as string))["issuer"];
}

/** Whom the rules in force ask for their approval, each once; supervisors' rules are asked first. */
function approvers(moment: Moment, instrument: string): string[] {
  const { imposed, own } = there(moment, rulesPath(instrument)) as { imposed: RuleSet[]; own: RuleSet[] };
  const rules = [inForce(imposed, moment.time), inForce(own, moment.time)].flatMap((set) => set?.rules ?? []);
  return [...new Set(rules.filter(({ kind }) => kind === "approval").flatMap((rule) => listed(rule, "parties")))];
}

/** The proposal, which is not decided, and whose time has not passed. */
function undecided(moment: Moment, call: JsonObject): Rec {
  const proposal = there(moment, proposalPath(call["proposal"] as string));
  require(proposal["status"] === "proposed" && moment.time < (proposal["expires"] as number), "the proposal is over");
  return proposal;
}

function unitsBack(moment: Moment, call: JsonObject, proposal: Rec): Caused[] {
  return givenBack(moment, proposal["hold"] as string, proposalPath(call["proposal"] as string));
}

function demandRules(call: JsonObject, counted: boolean): void {
  const rules = call["rules"] as Rule[];
  const named = rules.reduce((sum, rule) => sum + listed(rule, "values").length + listed(rule, "parties").length, 0);
  require(named <= NAMED_MAX, "rules that name too much");
  for (const rule of rules) {
    require(isWellFormed(rule), `a rule of kind ${rule.kind} that is not well formed`);
    require(counted || !TABLES.rules_that_count.includes(rule.kind), `a rule of kind ${rule.kind} on holders who are not counted`);
  }
}

/** What an issuer or a supervisor causes about an instrument. */
function byAuthority({ data }: Event, moment: Moment): Ask[] {
  const issuer = there(moment, instrumentPath(data["instrument"] as string))["issuer"] as string;
  demandOneOrSupervisor(moment, data["by"] as string, issuer);
  return [];
}

function byParty({ data }: Event, moment: Moment): Ask[] {
  demandConsent(moment, data["by"] as string);
  return [];
}

function bySides({ data }: Event, moment: Moment): Ask[] {
  return [signature(moment, data["sender"] as string, "gives"), signature(moment, data["receiver"] as string, "takes")];
}

function becomes(status: string): EventRule["touches"] {
  return ({ data }) => changes(proposalPath(data["proposal"] as string), () => ({ status }));
}

/** Units by country after a change; a country without units is left out. */
function changed(countries: Count["countries"], country: string, change: number): Count["countries"] {
  const units = plus(Object.hasOwn(countries, country) ? countries[country]! : 0, change);
  const others = Object.fromEntries(Object.entries(countries).filter(([name]) => name !== country));
  return units === 0 ? others : { ...others, [country]: units };
}

/** A party has more or less; of what it transferred to another the day is kept. Its first position is in its portfolio. */
function position({ day, instrument, quantity }: Counted, party: string, country: string, change: number): Touch[] {
  const record = positionPath(party, instrument);
  const moved = makes(record, (before) => {
    const was = (before ?? { party, instrument, country, balance: 0, day: 0, sent: 0 }) as Position;
    const now = { ...was, balance: plus(was.balance, change) };
    if (change > 0 || day === null) return now;
    const sent = BigInt(day <= was.day ? was.sent : 0) + BigInt(quantity);
    return { ...now, day: Math.max(day, was.day), sent: sent > BigInt(INTEGER_MAX) ? INTEGER_MAX : exact(sent) };
  });
  const portfolio = makes(`restrictions/portfolio/${party}`, (before) => {
    const instruments = (before?.["instruments"] ?? []) as string[];
    require(instruments.length < POSITIONS_MAX, "too many positions");
    return { party, ...before, instruments: [...instruments, instrument] };
  });
  return [...moved, ...portfolio.map((touch) => ({ ...touch, only: { first: record } }))];
}

function recounted(counted: Counted, before: Rec | null): Rec {
  const { giver, giver_country, instrument, quantity, taker, taker_country } = counted;
  let { countries, holders, units, ...rest } = (before ?? { instrument, holders: 0, units: 0, countries: {} }) as Count;
  if (giver !== null) [countries, units] = [changed(countries, giver_country, -quantity), plus(units, -quantity)];
  if (taker !== null) [countries, units] = [changed(countries, taker_country, quantity), plus(units, quantity)];
  return { ...rest, holders: plus(holders, counted.holders), units, countries };
}

function preapprovalPath(data: JsonObject): string {
  return `restrictions/preapproval/${data["hold"]}/${data["by"]}`;
}

export const restrictions: Rules = {
  calls: {
    "restrictions.restrict": (call) => [{ type: "restrictions.restricted", data: pick(call, "instrument", "by", "counted") }],
    "restrictions.set_rules": (call, moment) => {
      const restriction = there(moment, rulesPath(call["instrument"] as string));
      const imposed = bySupervisor(call, moment);
      const since = (call["since"] ?? moment.time) as number;
      require(since >= moment.time, "rules of the past");
      demandRules(call, restriction["counted"] as boolean);
      const data = { ...pick(call, "instrument", "by", "offset_min", "rules", "reference"), imposed, since, time: moment.time };
      return [{ type: "restrictions.rules_set", data }];
    },
    "restrictions.list_party": (call, moment) => {
      there(moment, rulesPath(call["instrument"] as string));
      return [{ type: "restrictions.party_listed", data: { ...pick(call, "instrument", "by", "party", "listed"), by_supervisor: bySupervisor(call, moment) } }];
    },
    "restrictions.declare": (call, moment) => {
      there(moment, rulesPath(call["instrument"] as string));
      const said = pick(call, "instrument", "by", "event", "reference", "document");
      return [{ type: "restrictions.declared", data: { ...said, by_supervisor: bySupervisor(call, moment) } }];
    },
    "restrictions.propose": (call, moment) => {
      const hold = there(moment, encumbrancePath(call["hold"] as string));
      const meant = hold["kind"] === "hold" && hold["status"] === "active" && hold["executor"] === proposalPath(call["proposal"] as string);
      require(meant && hold["expires"] !== null, "a hold of something else");
      const said = { ...pick(call, "proposal", "hold", "receiver", "reference"), ...pick(hold, "instrument", "quantity") };
      return [{ type: "restrictions.proposed", data: { ...said, sender: hold["account"]!, expires: hold["expires"] || moment.time } }];
    },
    "restrictions.approve": (call, moment) => {
      const proposal = undecided(moment, call);
      const [by, before] = [call["by"] as string, proposal["approved_by"] as string[]];
      const asked = approvers(moment, proposal["instrument"] as string);
      const complete = asked.every((party) => party === by || before.includes(party));
      require(asked.includes(by) && (complete || !before.includes(by)), `${by} is asked by no rule, or has approved`);
      const approved: Caused = { type: "restrictions.approved", data: { ...pick(call, "proposal", "by"), complete } };
      if (!complete) return [approved];
      const cause = proposalPath(call["proposal"] as string);
      const open = there(moment, accountPath(proposal["receiver"] as string))["incoming"] === "nobody";
      const moved = pick(proposal, "sender", "receiver", "instrument", "quantity", "reference");
      const how = { part: "held", giving: encumbrancePath(proposal["hold"] as string), taking: open ? null : cause, cause };
      return [approved, { type: "holdings.transferred", data: { ...moved, ...how } }];
    },
    "restrictions.preapprove": (call, moment) => {
      const hold = there(moment, encumbrancePath(call["hold"] as string));
      const executor = hold["executor"] as string;
      const byRecord = executor.includes("/") && !executor.startsWith(proposalPath(""));
      const fits = hold["kind"] === "hold" && hold["status"] === "active" && byRecord && hold["expires"] !== null;
      require(fits, "a hold of something else");
      require(approvers(moment, hold["instrument"] as string).includes(call["by"] as string), `${call["by"]} is asked for no approval`);
      const latest = (hold["expires"] as number) || moment.time;
      const expires = (call["expires"] ?? latest) as number;
      require(moment.time < expires && expires <= latest, "an approval that is over, or lasts longer than the hold");
      const said = { ...pick(call, "hold", "by", "receiver", "reference"), ...pick(hold, "instrument", "quantity") };
      return [{ type: "restrictions.preapproved", data: { ...said, executor, sender: hold["account"]!, expires } }];
    },
    "restrictions.reject": (call, moment) => {
      const proposal = undecided(moment, call);
      const by = call["by"] as string;
      const asks = approvers(moment, proposal["instrument"] as string).includes(by) && !(proposal["approved_by"] as string[]).includes(by);
      require(asks, `${by} is asked by no rule, or has approved`);
      return [...unitsBack(moment, call, proposal), { type: "restrictions.rejected", data: pick(call, "proposal", "by", "reference") }];
    },
    "restrictions.withdraw": (call, moment) => {
      const proposal = undecided(moment, call);
      const data = { ...pick(call, "proposal"), ...pick(proposal, "sender", "receiver") };
      return [...unitsBack(moment, call, proposal), { type: "restrictions.withdrawn", data }];
    },
    "restrictions.lapse": (call, moment) => {
      const proposal = there(moment, proposalPath(call["proposal"] as string));
      require(proposal["status"] === "proposed", "the proposal is over");
      require(moment.time >= (proposal["expires"] as number), "the proposal is not over");
      return [...unitsBack(moment, call, proposal), { type: "restrictions.lapsed", data: pick(call, "proposal") }];
    },
  },
  events: {
    "restrictions.restricted": {
      touches: ({ data }) =>
        makes(rulesPath(data["instrument"] as string), (before) => {
          if (before === null) return { ...pick(data, "instrument", "counted"), imposed: [], own: [] };
          require(data["counted"] === true && before["counted"] === false, "the instrument is restricted already");
          return { ...before, counted: true };
        }),
      asks: byAuthority,
    },
    "restrictions.rules_set": {
      touches: ({ data }) => {
        const set = pick(data, "since", "offset_min", "rules") as RuleSet;
        const whose = data["imposed"] === true ? "imposed" : "own";
        return changes(rulesPath(data["instrument"] as string), (before) => ({
          [whose]: scheduled(before[whose] as RuleSet[], set, data["time"] as number),
        }));
      },
      asks: byAuthority,
    },
    "restrictions.party_listed": {
      touches: ({ data }) =>
        makes(`restrictions/listing/${data["instrument"]}/${data["party"]}`, (before) => {
          const official = data["by_supervisor"] === true ? data["listed"]! : (before?.["listed_by_supervisor"] ?? false);
          return { ...before, ...pick(data, "instrument", "party", "listed"), listed_by_supervisor: official };
        }),
      asks: byAuthority,
    },
    "restrictions.declared": {
      touches: ({ data }) =>
        makes(`restrictions/declaration/${data["instrument"]}/${data["event"]}`, (before) => {
          require(before === null || (data["by_supervisor"] === true && before["by_supervisor"] === false), "declared already");
          return { ...before, ...data };
        }),
      asks: byAuthority,
    },
    "restrictions.preapproved": {
      touches: ({ data }) => creates(preapprovalPath(data), { ...data, status: "given" }),
      asks: ({ data }, moment) => {
        demandConsent(moment, data["by"] as string);
        return [];
      },
    },
    "restrictions.preapproval_used": { touches: ({ data }) => changes(preapprovalPath(data), () => ({ status: "used" })) },
    "restrictions.proposed": {
      touches: (event) => {
        const proposal = { ...event.data, agreed_by: givenBy(event), approved_by: [], status: "proposed" };
        return creates(proposalPath(event.data["proposal"] as string), proposal);
      },
      asks: bySides,
    },
    "restrictions.approved": {
      touches: ({ data }) =>
        changes(proposalPath(data["proposal"] as string), (before) => ({
          approved_by: [...new Set([...(before["approved_by"] as string[]), data["by"] as string])],
          status: data["complete"] === true ? "approved" : before["status"]!,
        })),
      asks: byParty,
    },
    "restrictions.rejected": { touches: becomes("rejected"), asks: byParty },
    "restrictions.withdrawn": { touches: becomes("withdrawn"), asks: bySides },
    "restrictions.lapsed": { touches: becomes("lapsed") },
    "restrictions.counted": {
      touches: ({ data }) => {
        const counted = data as Counted;
        const { giver, giver_country, instrument, quantity, taker, taker_country } = counted;
        return [
          ...(giver === null ? [] : position(counted, giver, giver_country, -quantity)),
          ...(taker === null ? [] : position(counted, taker, taker_country, quantity)),
          ...makes(countPath(instrument), (before) => recounted(counted, before)),
        ];
      },
    },
    "restrictions.recounted": {
      touches: ({ data }) => {
        const { after, before, instrument, party } = data as { [name: string]: string };
        const quantity = data["quantity"] as number;
        return [
          ...changes(positionPath(party!, instrument!), () => ({ country: after! })),
          ...changes(countPath(instrument!), (count) => {
            const left = changed((count as Count).countries, before!, -quantity);
            return { countries: changed(left, after!, quantity) };
          }),
        ];
      },
    },
  },
  grants: {
    "restrictions/proposal": (proposal, { side, account, instrument, quantity, cause }) => {
      const meant = side === "takes" && account === proposal["receiver"] && instrument === proposal["instrument"] && quantity === proposal["quantity"];
      require(meant && cause === proposalPath(proposal["proposal"] as string), "a proposal of something else");
      require(proposal["status"] === "approved", "the proposal is not approved");
      return proposal["agreed_by"] as string[];
    },
  },
};

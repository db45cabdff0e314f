// SPDX-License-Identifier: Apache-2.0
// The law of governance: the charter, emergency pauses, and how a firm is let in. Motions are next door.
import { type JsonObject } from "../canonical.ts";
import { type Event } from "../transactions.ts";
import { require } from "../wrong.ts";
import { demandConsent, demandDisjoint, demandRole, partyPath, there } from "./authority.ts";
import { type Articles, articlesAt, CHARTER, type Charter, charterOf, demandMember, demandSound, type Entry, neededOf, powerOf, withPower } from "./governance_charter.ts";
import { scheduled } from "./dated.ts";
import { plus } from "./exact.ts";
import { type Ask, type Caused, type Decision, type EventRule, type Moment, NOBODY, type Rec, type Rules } from "./law.ts";
import { demandApart, demandMembersApart } from "./governance_apart.ts";
import { byCouncil, motions } from "./governance_motions.ts";
import { demandDescribed, PARTY } from "./parties.ts";
import { pick } from "./shapes.ts";
import { changes, creates, makes } from "./touches.ts";

const PAUSES = "governance/pauses/current";
/** Whoever could pause these could not be stopped, and no order could be carried out. */
const NEVER_PAUSED = ["governance", "supervision", "validators"];

interface Pause extends JsonObject {
  noun: string;
  paused_by: string[];
  until: number;
}

const applicationPath = (application: string): string => `governance/application/${application}`;

/** From when on; not from a time that has passed. */
function begins(given: JsonObject["since"], time: number): number {
  const at = (given ?? time) as number;
  require(at >= time, "a time that has passed");
  return at;
}

function differ(names: string[]): boolean {
  return new Set(names).size === names.length;
}

/** The registrar's roles when a council takes over. */
function givingWay(roles: string[]): string[] {
  return ["recorder", ...roles.filter((role) => role !== "registrar" && role !== "recorder")];
}

function adopted(call: JsonObject, moment: Moment): Caused[] {
  const [council, registrars, roles] = [call["council"] as string, call["registrars"] as string[], call["roles"] as string[]];
  demandSound(call["articles"] as Articles, council);
  require(differ(roles), "a role of the council twice");
  const founded = { by: registrars[0]!, council, name: call["name"]!, roles: ["registrar", ...roles.filter((role) => role !== "registrar")] };
  const renamed = registrars.map((party): Caused => {
    const held = there(moment, partyPath(party))["roles"] as string[];
    return { type: "parties.roles_assigned", data: { party, registrar: party, roles: givingWay(held) } };
  });
  return [
    { type: "governance.adopted", data: { ...pick(call, "articles", "council", "registrars", "supervisor"), time: moment.time } },
    { type: "parties.council_founded", data: founded },
    ...renamed,
  ];
}

function amended(call: JsonObject, articles: Articles, since: number, time: number): Caused[] {
  return [{ type: "governance.amended", data: { ...pick(call, "council"), articles, since, time } }];
}

function demandTogether(moment: Moment, ...parties: string[]): void {
  require(moment.together(parties), `${parties.join(", ")} do not all consent, each by keys of its own`);
}

/** One party by itself: a key of it may count for another, too, of whom more is asked elsewhere. */
function demandRoleOf(moment: Moment, party: string, role: string): void {
  demandTogether(moment, party);
  require((there(moment, partyPath(party))["roles"] as string[]).includes(role), `${party} is no ${role}`);
}

function adopters({ data }: Event, moment: Moment): Ask[] {
  const [registrars, supervisor] = [data["registrars"] as string[], data["supervisor"] as string | null];
  for (const registrar of registrars) demandRoleOf(moment, registrar, "registrar");
  const members = (data["articles"] as Articles).members.map(({ party }) => party);
  demandTogether(moment, ...members);
  demandApart(moment, members);
  if (supervisor === null) return [];
  demandRoleOf(moment, supervisor, "supervisor");
  require(!registrars.includes(supervisor), "a supervisor that is a registrar");
  for (const registrar of registrars) {
    demandTogether(moment, registrar, supervisor);
    demandApart(moment, [registrar, supervisor]);
  }
  return [];
}

function pausesOf(record: Rec | null): Pause[] {
  return (record?.["pauses"] ?? []) as Pause[];
}

/** With a module's new pause in the place of its last, in the order of their names. */
function withPause(pauses: Pause[], pause: Pause): Pause[] {
  const kept = new Map([...pauses, pause].map((one) => [one.noun, one]));
  return [...kept.values()].sort((one, other) => (one.noun < other.noun ? -1 : 1));
}

function pauserOf(said: JsonObject): string {
  return said["supervisor"] === null ? "members" : "supervisor";
}

function demandQuorum(charter: Charter, members: string[]): void {
  for (const member of members) demandMember(charter, member);
  const power = [...new Set(members)].reduce((sum, member) => sum + powerOf(charter.articles.members, member), 0);
  require(power >= neededOf(charter.articles, charter.articles.emergency_ppm), "too little voting power for a pause");
}

function paused(call: JsonObject, moment: Moment): Caused[] {
  const charter = charterOf(moment);
  const [members, nouns, until] = [call["members"] as string[], call["nouns"] as string[], call["until"] as number];
  require((members.length > 0) !== (call["supervisor"] !== null), "neither members nor a supervisor, or both");
  if (call["supervisor"] === null) demandQuorum(charter, members);
  require(!nouns.some((noun) => NEVER_PAUSED.includes(noun)), "a module that is never paused");
  require(moment.time < until && until <= plus(moment.time, charter.articles.pause_ms), "a pause that is over, or too long");
  const before = pausesOf(moment.read(PAUSES));
  const usedUp = before.some(({ noun, paused_by }) => nouns.includes(noun) && paused_by.includes(pauserOf(call)));
  require(!usedUp, "they paused it, and no decision about that has been made since");
  return [{ type: "governance.paused", data: { ...pick(call, "members", "reference", "supervisor", "until"), nouns: [...new Set(nouns)].sort() } }];
}

function awaiting(moment: Moment, call: JsonObject): Rec {
  const application = there(moment, applicationPath(call["application"] as string));
  require(application["status"] === "awaiting", "the application is over");
  return application;
}

/** The firm's registration, as its application has it: without roles. */
function registration(application: Rec, registrar: string): JsonObject {
  return { ...pick(application, "commitment", "keys", "kind", "lei", "name", "party", "uscc"), document: application["credential"]!, registrar, roles: [] };
}

/** As many members as the charter asks for, none of them the sponsor, accept in the council's name. */
const admission: Decision = {
  speaks: (call, moment) => {
    const members = [...new Set(call["members"] as string[])];
    if (members.length === 0) return NOBODY;
    const charter = charterOf(moment);
    const { admitters } = charter.articles;
    const sponsor = there(moment, applicationPath(call["application"] as string))["sponsor"] as string;
    for (const member of members) demandMember(charter, member);
    require(admitters > 0 && members.length >= admitters && !members.includes(sponsor), "too few members, or the sponsor");
    demandTogether(moment, ...members);
    return { parties: [charter.council], alone: false };
  },
};

function ends(status: string, asks: EventRule["asks"]): EventRule {
  return { touches: ({ data }) => changes(applicationPath(data["application"] as string), () => ({ status })), asks: asks! };
}

const ARTICLES_OF = ["application", "commitment", "credential", "document", "keys", "kind", "lei", "name", "party", "sponsor", "uscc"];

export const governance: Rules = {
  decisions: { ...motions.decisions, "governance.accept": admission },
  calls: {
    ...motions.calls,
    "governance.adopt": adopted,
    "governance.amend_charter": (call, moment) => {
      charterOf(moment);
      const articles = call["articles"] as Articles;
      demandSound(articles, call["council"] as string);
      return amended(call, articles, begins(call["since"]!, moment.time), moment.time);
    },
    "governance.set_power": (call, moment) => {
      charterOf(moment);
      const since = begins(call["since"]!, moment.time);
      const articles = withPower(articlesAt(moment, since), call["party"] as string, call["power"] as number);
      demandSound(articles, call["council"] as string);
      return amended(call, articles, since, moment.time);
    },
    "governance.pause": paused,
    "governance.settle_pause": (call, moment) => {
      require(!NEVER_PAUSED.includes(call["noun"] as string), "a module that is never paused");
      return [{ type: "governance.pause_settled", data: { ...pick(call, "council", "noun"), until: begins(call["until"]!, moment.time) } }];
    },
    "governance.apply": (call, moment) => {
      const sponsor = call["sponsor"] as string;
      demandMember(charterOf(moment), sponsor);
      demandDescribed(registration(call, sponsor));
      return [{ type: "governance.applied", data: { ...pick(call, ...ARTICLES_OF), eyes: moment.signed(sponsor) } }];
    },
    "governance.accept": (call, moment) => {
      const application = awaiting(moment, call);
      const { council } = charterOf(moment);
      return [
        { type: "governance.accepted", data: { ...pick(call, "application", "members"), council } },
        { type: "parties.registered", data: pick(registration(application, council), ...PARTY, "registrar") },
      ];
    },
    "governance.reject": (call, moment) => {
      awaiting(moment, call);
      return [{ type: "governance.rejected", data: pick(call, "application", "council", "reference") }];
    },
    "governance.withdraw_application": (call, moment) => {
      awaiting(moment, call);
      return [{ type: "governance.application_withdrawn", data: pick(call, "application") }];
    },
  },
  events: {
    ...motions.events,
    "governance.adopted": {
      touches: ({ data }) => creates(CHARTER, { council: data["council"]!, entries: [{ articles: data["articles"]!, since: data["time"]! }] }),
      asks: adopters,
    },
    "governance.amended": {
      touches: ({ data }) =>
        changes(CHARTER, ({ entries }) => ({
          entries: scheduled(entries as Entry[], pick(data, "articles", "since") as Entry, data["time"] as number),
        })),
      asks: byCouncil,
    },
    "governance.paused": {
      touches: ({ data }) =>
        makes(PAUSES, (record) => {
          const before = pausesOf(record);
          const nouns = (data["nouns"] as string[]).map((noun): Pause => {
            const last = before.find((pause) => pause.noun === noun);
            // One pause does not shorten the other's.
            const until = Math.max(last?.until ?? 0, data["until"] as number);
            return { noun, paused_by: [...(last?.paused_by ?? []), pauserOf(data)], until };
          });
          return { pauses: nouns.reduce(withPause, before) };
        }),
      asks: ({ data }, moment) => {
        const supervisor = data["supervisor"] as string | null;
        if (supervisor !== null) demandRole(moment, supervisor, "supervisor");
        else demandMembersApart(moment, data["members"] as string[]);
        return [];
      },
    },
    "governance.pause_settled": {
      touches: ({ data }) =>
        makes(PAUSES, (record) => ({ pauses: withPause(pausesOf(record), { noun: data["noun"] as string, paused_by: [], until: data["until"] as number }) })),
      asks: byCouncil,
    },
    "governance.applied": {
      touches: ({ data }) => creates(applicationPath(data["application"] as string), { ...data, status: "awaiting" }),
      asks: ({ data }, moment) => {
        demandConsent(moment, data["sponsor"] as string);
        return [];
      },
    },
    "governance.accepted": ends("taken_in", (event, moment) => {
      byCouncil(event, moment);
      const members = event.data["members"] as string[];
      demandMembersApart(moment, members);
      for (const member of members) {
        const { eyes, sponsor } = there(moment, applicationPath(event.data["application"] as string));
        if (member !== sponsor) demandDisjoint(moment.signed(member), eyes as string[]);
      }
      return [];
    }),
    "governance.rejected": ends("turned_away", byCouncil),
    "governance.application_withdrawn": ends("withdrawn", ({ data }, moment) => {
      demandConsent(moment, there(moment, applicationPath(data["application"] as string))["sponsor"] as string);
      return [];
    }),
  },
};

// SPDX-License-Identifier: Apache-2.0
// spec/laws.md, Governance: what a charter says, and what it may say.
import { type JsonObject } from "../canonical.ts";
import { require } from "../wrong.ts";
import { there } from "./authority.ts";
import { type Dated, inForce } from "./dated.ts";
import { divided } from "./exact.ts";
import { type Moment } from "./law.ts";

export const CHARTER = "governance/charter/current";
const MILLION = 1_000_000;

export interface Member extends JsonObject {
  party: string;
  power: number;
}

export interface Articles extends JsonObject {
  admitters: number;
  debate_ms: number;
  delay_ms: number;
  emergency_ppm: number;
  grave_ppm: number;
  lapse_ms: number;
  members: Member[];
  ordinary_ppm: number;
  pause_ms: number;
  veto: string;
  veto_ms: number;
  voting_ms: number;
}

export interface Entry extends Dated {
  articles: Articles;
}

export interface Charter {
  articles: Articles;
  council: string;
}

/** The council, and what the charter says now. */
export function charterOf(moment: Moment): Charter {
  return { articles: articlesAt(moment, moment.time), council: there(moment, CHARTER)["council"] as string };
}

/** What the charter will say then, if nothing is changed. */
export function articlesAt(moment: Moment, time: number): Articles {
  const entry = inForce(there(moment, CHARTER)["entries"] as Entry[], time);
  require(entry !== null, "no charter is in force");
  return entry.articles;
}

/** What a party's vote weighs; 0 if it is no member. */
export function powerOf(members: Member[], party: string): number {
  return members.filter((member) => member.party === party).reduce((sum, { power }) => sum + power, 0);
}

export function demandMember({ articles }: Charter, party: string): void {
  require(powerOf(articles.members, party) > 0, `${party} is no member`);
}

/** The least power that comes to a share of all. */
export function neededOf({ members }: Articles, share: number): number {
  const all = members.reduce((sum, { power }) => sum + power, 0);
  const [whole, left] = divided(BigInt(all) * BigInt(share), BigInt(MILLION));
  return Number(whole) + (left > 0n ? 1 : 0);
}

export function demandSound(articles: Articles, council: string): void {
  const parties = articles.members.map(({ party }) => party);
  require(new Set(parties).size === parties.length, "a member twice");
  require(!parties.includes(council), "a council that is a member of itself");
  const ordered = MILLION / 2 < articles.ordinary_ppm && articles.ordinary_ppm <= articles.grave_ppm;
  require(ordered, "no majority for an ordinary decision, or less for a grave one");
  require(articles.admitters < parties.length, "more members that accept than there are besides a sponsor");
  require((articles.veto === "no_decision") === (articles.veto_ms === 0), "a veto without time, or time without a veto");
}

/** The articles with a party at another power; it stands where it stood, or last. */
export function withPower(articles: Articles, party: string, power: number): Articles {
  const before = powerOf(articles.members, party);
  const others = articles.members.filter((member) => member.party !== party);
  require(power !== before && (others.length > 0 || power > 0), "a power that it has, or no member left");
  if (power === 0) return { ...articles, members: others };
  if (before === 0) return { ...articles, members: [...others, { party, power }] };
  return { ...articles, members: articles.members.map((member) => (member.party === party ? { party, power } : member)) };
}

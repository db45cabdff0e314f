// SPDX-License-Identifier: Apache-2.0
// spec/laws.md, Authority: who consents, in which role, and the signature of an account.
import { type JsonObject } from "../canonical.ts";
import { asPolicy, keyidsOf } from "../keys.ts";
import { type Consent } from "../transactions.ts";
import { require } from "../wrong.ts";
import { type Ask, type Moment, type Rec } from "./law.ts";

export const partyPath = (party: string): string => `parties/party/${party}`;
export const accountPath = (account: string): string => `parties/account/${account}`;
export const instrumentPath = (instrument: string): string => `instruments/instrument/${instrument}`;

export function there(moment: Moment, record: string): Rec {
  const value = moment.read(record);
  require(value !== null, `${record} is not there`);
  return value;
}

/** The keyids of the keys in a party's policy, sorted; none where it has no keys or is not there. */
export function keyidsOfParty(moment: Moment, party: string): string[] {
  const keys = (moment.read(partyPath(party))?.["keys"] ?? null) as JsonObject | null;
  return keys === null ? [] : keyidsOf(asPolicy(keys));
}

export function demandDisjoint(keys: readonly string[], others: readonly string[]): void {
  require(!keys.some((key) => others.includes(key)), "a key that spoke for another, or could sign for either of two");
}

export function demandConsent(moment: Moment, party: string): void {
  require(moment.consents(party), `${party} does not consent`);
  moment.needs(party);
}

/** The instrument's issuer, who consents. */
export function demandIssuer(moment: Moment, instrument: string): string {
  const issuer = there(moment, instrumentPath(instrument))["issuer"] as string;
  demandConsent(moment, issuer);
  return issuer;
}

/** X consents, and its record has one of the roles. */
export function demandRole(moment: Moment, party: string, ...wanted: string[]): void {
  demandConsent(moment, party);
  require(hasRole(moment, party, ...wanted), `${party} has not the role ${wanted.join(" or ")}`);
}

/** X consents if it is the one that may, else as supervisor. */
export function demandOneOrSupervisor(moment: Moment, party: string, one: string | null): void {
  if (party === one) demandConsent(moment, party);
  else demandRole(moment, party, "supervisor");
}

/** Two parties consent, by keys of which none counts for both. */
export function demandBoth(moment: Moment, one: string, other: string): void {
  demandTwo(one, other);
  demandConsent(moment, one);
  demandConsent(moment, other);
}

/** Who keeps the register from day to day. */
export const RECORDERS = ["registrar", "recorder"];

/** Whether it is the members of a chain as one party, which has no keys and no accounts. */
export function isCouncil(moment: Moment, party: string): boolean {
  return moment.read(partyPath(party))?.["kind"] === "council";
}

export function hasRole(moment: Moment, party: string, ...wanted: string[]): boolean {
  const held = there(moment, partyPath(party))["roles"] as string[];
  return wanted.some((role) => held.includes(role));
}

/** Registered and active. */
export function demandStanding(moment: Moment, party: string): void {
  require(there(moment, partyPath(party))["status"] === "active", `${party} is suspended`);
}

export function demandTwo(one: string, other: string): void {
  require(one !== other, `${one} cannot be two`);
}

/** The instrument is active (to redeem: or matured), and the accounts are open and active, their holders standing. */
export function demandReadyToMove(moment: Moment, instrument: string, accounts: string[], redeems = false): void {
  const { status } = there(moment, instrumentPath(instrument));
  require(status === "active" || (redeems && status === "matured"), `${instrument} is not active`);
  for (const account of accounts) {
    const record = there(moment, accountPath(account));
    demandUnstopped(record, account);
    demandStanding(moment, record["holder"] as string);
  }
}

/** Nobody suspended the account: what is closed an order may still move. */
export function demandUnstopped(record: Rec, account: string): void {
  require(record["status"] !== "suspended", `the account ${account} is suspended`);
}

/** The record that alone moved the account, if one did, has not ended. */
export function demandOpen(record: Rec): void {
  require(record["status"] !== "closed", "an account whose record has ended");
}

export function signature(moment: Moment, account: string, side: Consent["side"]): Ask {
  return { account, consent: () => signatureOf(moment, account, side, false) };
}

/** As `signature`, but only for calls of holdings and settlement, or into an account that asks for nobody. */
export function signatureInMovement(moment: Moment, account: string, side: Consent["side"]): Ask {
  return { account, consent: () => signatureOf(moment, account, side, true) };
}

function signatureOf(moment: Moment, account: string, side: Consent["side"], moves: boolean): Consent {
  const path = accountPath(account);
  const record = there(moment, path);
  const rule = record[side === "gives" ? "outgoing" : "incoming"] as string;
  if (side === "takes") demandOpen(record);
  if (moves && !(side === "takes" && rule === "nobody")) {
    require(/^(holdings|settlement)\./.test(moment.call), `${moment.call} cannot move value under a signature`);
  }
  const by = whoSigns(moment, rule, record["holder"] as string, record["custodian"] as string | null);
  return { account, by, kind: "signature", record: path, seq: moment.seqOf(path), side };
}

function whoSigns(moment: Moment, rule: string, holder: string, custodian: string | null): string[] {
  switch (rule) {
    case "nobody":
      return [];
    case "record":
      require(false, "no signature moves the account");
      return [];
    case "holder":
      demandConsent(moment, holder);
      return [holder];
    case "either":
      if (custodian === null || moment.consents(holder)) {
        demandConsent(moment, holder);
        return [holder];
      }
      demandConsent(moment, custodian);
      return [custodian];
    case "custodian":
      require(custodian !== null, "the account has no custodian");
      demandConsent(moment, custodian);
      return [custodian];
    default:
      require(custodian !== null, "the account has no custodian");
      demandTwo(holder, custodian);
      demandConsent(moment, holder);
      demandConsent(moment, custodian);
      return [holder, custodian];
  }
}

export function order(moment: Moment, account: string, authority: string): Ask {
  return {
    account,
    consent: () => {
      demandRole(moment, authority, "supervisor");
      const record = partyPath(authority);
      return { account, by: [authority], kind: "order", record, seq: moment.seqOf(record), side: "gives" };
    },
  };
}

/** Whether a pledge's keeper, if it has one, consents besides the executor: two, by keys of their own. */
export function keeperAgrees(moment: Moment, pledge: Rec): boolean {
  const keeper = pledge["keeper"] as string | undefined;
  if (keeper === undefined) return true;
  if (!moment.consents(keeper)) return false;
  moment.needs(keeper);
  return true;
}

/** An executor with a slash is a record, and acts as the event's cause; another is a party, and acts by consenting. */
export function acts(moment: Moment, executor: string, cause: string | null): boolean {
  if (executor.includes("/")) return cause === executor;
  if (!moment.consents(executor)) return false;
  moment.needs(executor);
  return true;
}

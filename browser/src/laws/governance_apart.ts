// SPDX-License-Identifier: Apache-2.0
// spec/laws.md, Governance: that members are not one firm under two names, as far as their keys tell.
import { type JsonObject } from "../canonical.ts";
import { asPolicy, keyidsOf } from "../keys.ts";
import { require } from "../wrong.ts";
import { demandConsent, partyPath } from "./authority.ts";
import { type Moment } from "./law.ts";

/** The keyids of the keys in a party's policy, sorted; none where it has no keys or is not there. */
export function keysOfMember(moment: Moment, party: string): string[] {
  const keys = (moment.read(partyPath(party))?.["keys"] ?? null) as JsonObject | null;
  return keys === null ? [] : keyidsOf(asPolicy(keys));
}

export function demandDisjoint(keys: readonly string[], others: readonly string[]): void {
  require(!keys.some((key) => others.includes(key)), "a key that could sign for either of two");
}

/** No key stands in the policies of two of them, whether it signs now or not: it could, for either. */
export function demandApart(moment: Moment, parties: readonly string[]): void {
  const keys = [...new Set(parties)].map((party) => keysOfMember(moment, party));
  keys.forEach((one, i) => keys.slice(i + 1).forEach((other) => demandDisjoint(one, other)));
}

/** All of them consent, and no two have a key in common. */
export function demandMembersApart(moment: Moment, members: readonly string[]): void {
  for (const member of members) demandConsent(moment, member);
  demandApart(moment, members);
}

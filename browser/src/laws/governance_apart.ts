// SPDX-License-Identifier: Apache-2.0
// spec/laws.md, Governance: that members are not one firm under two names, as far as their keys tell.
import { demandConsent, demandDisjoint, keyidsOfParty } from "./authority.ts";
import { type Moment } from "./law.ts";

/** No key stands in the policies of two of them, whether it signs now or not: it could, for either. */
export function demandApart(moment: Moment, parties: readonly string[]): void {
  const keys = [...new Set(parties)].map((party) => keyidsOfParty(moment, party));
  keys.forEach((one, i) => keys.slice(i + 1).forEach((other) => demandDisjoint(one, other)));
}

/** All of them consent, and no two have a key in common. */
export function demandMembersApart(moment: Moment, members: readonly string[]): void {
  for (const member of members) demandConsent(moment, member);
  demandApart(moment, members);
}

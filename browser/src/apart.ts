// SPDX-License-Identifier: Apache-2.0
// Whether several parties consent, each by keys of its own: spec/evidence.md, Each event.

/** A party's consent: the keys of its policy that signed, and how many are enough. */
export interface Given {
  signers: Set<string>;
  threshold: number;
}

/** Whether each has as many keys as its policy asks for, none of which counts for two. */
export function areApart(all: Given[]): boolean {
  const serves = new Map<string, number>();
  return all.every(({ threshold }, party) => Array.from({ length: threshold }).every(() => giveOneMore(party, all, serves)));
}

/** One key more for a party, if need be one of another's, who then gets one more itself: a shortest augmenting path. */
function giveOneMore(party: number, all: Given[], serves: Map<string, number>): boolean {
  const askedBy = new Map<string, number>();
  const lost = new Map<number, string | null>([[party, null]]);
  for (const asking of lost.keys()) {
    for (const keyid of all[asking]!.signers) {
      if (askedBy.has(keyid)) continue;
      askedBy.set(keyid, asking);
      const holder = serves.get(keyid);
      if (holder !== undefined) {
        if (!lost.has(holder)) lost.set(holder, keyid);
        continue;
      }
      for (let given: string | null = keyid; given !== null; given = lost.get(askedBy.get(given)!)!) serves.set(given, askedBy.get(given)!);
      return true;
    }
  }
  return false;
}

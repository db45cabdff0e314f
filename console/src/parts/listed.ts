// SPDX-License-Identifier: Apache-2.0
// Lists and trails, whole or as far as a page shows them, with the height at which they are true.
import type { Chain, components, Event, Found } from "@counterfoil/client";
import type { At } from "./stamp";

/** Of one page; the rest is asked for by what is narrower. */
export const SHOWN_MAX = 5000;
const PAGE = 1000;

type Page = components["schemas"]["Records"];

export interface Listed {
  at: At;
  behind: number;
  found: readonly Found[];
  more: boolean;
}

/** Records of a table that say what is wanted. */
export async function listed(chain: Chain, table: string, fields: Readonly<Record<string, string>> = {}): Promise<Listed> {
  const found: Found[] = [];
  for (let cursor: string | null | undefined; ; ) {
    const page: Page = await chain.page(table, { fields, limit: PAGE, ...(cursor == null ? {} : { cursor }) });
    found.push(...page.records);
    cursor = page.next;
    if (cursor === null || found.length >= SHOWN_MAX) return { at: page.at, behind: page.behind, found, more: cursor !== null };
  }
}

export interface Trail {
  at: At;
  behind: number;
  events: readonly Event[];
}

/** The events of a record, first to last. */
export async function trailOf(chain: Chain, record: string): Promise<Trail> {
  const events: Event[] = [];
  for (let cursor: string | null | undefined; ; ) {
    const page: components["schemas"]["Trail"] = await chain.trail(record, cursor == null ? {} : { cursor });
    events.push(...page.events.map(({ event }) => event));
    cursor = page.next;
    if (cursor === null || events.length >= SHOWN_MAX) return { at: page.at, behind: page.behind, events };
  }
}

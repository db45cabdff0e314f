// SPDX-License-Identifier: Apache-2.0
// Checks 9, 10 and 11 in one walk over the events: spec/evidence.md, Trails and authority.
import { same } from "./canonical.ts";
import { Authority } from "./authority.ts";
import { type Shown } from "./events.ts";
import { recordForm } from "./laws/all.ts";
import { type StateRecord } from "./records.ts";
import { Trails, type Version } from "./trails.ts";
import { type Event } from "./transactions.ts";
import { type TrustedChain } from "./trust.ts";
import { demand, Wrong } from "./wrong.ts";

const NOBODY: ReadonlySet<string> = new Set();

export interface Walked {
  versions: ReadonlyMap<string, Version[]>;
  /** Event → name of the call or the event whose law is not known here. */
  asExecuted: ReadonlyMap<Event, string>;
  noted: ReadonlySet<Event>;
  /** The first thing that fails check 10. */
  unauthorised: Wrong | null;
}

// Check 9; what fails check 10 is noted.
export async function walk(
  records: ReadonlyMap<string, StateRecord | null>,
  shown: Shown,
  chain: TrustedChain & { name: string },
  claimed: string | null,
): Promise<Walked> {
  const trails = new Trails(records, shown.openings, shown.events);
  const authority = new Authority(trails, shown, chain, claimed);
  const problems: Wrong[] = [];
  const judged = (run: () => void): void => noteProblem(run, problems);
  for (const [position, placed] of shown.events.entries()) {
    authority.enter(placed, (await shown.transactions.get(placed.event.transaction)?.signers) ?? NOBODY);
    const steps = trails.steps(placed, judged);
    judged(() => authority.judge(placed, steps.some(({ way }) => way === "continues")));
    const opened = trails.take(steps, placed, judged);
    judged(() => authority.leave(placed, position, opened));
  }
  trails.finish();
  return { versions: trails.versions, asExecuted: authority.asExecuted, noted: authority.noted, unauthorised: problems[0] ?? null };
}

/** All of check 9 comes before anything of check 10, so what fails 10 waits for the end of the walk. */
function noteProblem(run: () => void, problems: Wrong[]): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    problems.push(error);
  }
}

// Check 10
export function checkAuthority({ unauthorised }: Walked): void {
  if (unauthorised !== null) throw unauthorised;
}

// Check 11
export function checkReplay(records: ReadonlyMap<string, StateRecord | null>, { versions }: Walked): void {
  for (const [record, shown] of records) {
    if (shown === null || recordForm(record) === undefined) continue;
    const made = versions.get(record)?.at(-1)?.value;
    demand(made !== undefined && same(made, shown.value), `${record} is not what its events made of it`);
  }
}

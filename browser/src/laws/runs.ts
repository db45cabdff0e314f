// SPDX-License-Identifier: Apache-2.0
// Whose programs run in the calls of one transaction: spec/laws.md, Programs.
import { same } from "../canonical.ts";
import { type Event } from "../transactions.ts";
import { Missing, require } from "../wrong.ts";
import { type End, type EventRule, type Moment, type Start } from "./law.ts";

/** Programs that may run inside one another. */
const NESTED_MAX = 8;

/** As the events of a transaction go by; `told` throws where not all that a record did in it is shown. */
export class Runs {
  /** Call → what was started there and has not ended, outermost first. */
  private readonly running = new Map<number, Map<string, Start>>();
  /** What acted, and has not ended, each with its call. */
  private readonly unended = new Set<string>();

  constructor(private readonly told: (record: string) => void) {}

  /** Another's program starts, or one ends, if the event says so, and only where it can. */
  note(event: Event, rule: EventRule | undefined, moment: Moment, programmed: () => boolean): void {
    const [start, end] = [rule?.starts?.(event), rule?.ends?.(event)];
    const doer = start === undefined ? end?.record : start.by;
    if (doer !== undefined && doer !== null) {
      require(asFarAsShown(programmed), "noted of a program under a call that runs none");
      asFarAsShown(() => rule!.asks?.(event, moment) !== null);
      require(asFarAsShown(() => this.acts(event, doer)), "noted of a program that does not run");
      require(asFarAsShown(() => this.isAsStarted(event, doer, start, end)), "noted of a run that began otherwise");
    }
    this.goOn(event, rule);
  }

  /** The law of a call says an event: what ran there is over, and what acted there has ended. */
  caused(event: Event, rule: EventRule | undefined): void {
    this.runningIn(event).clear();
    this.goOn(event, rule);
    demandNone([...this.unended.keys()].filter((one) => one.startsWith(`${event.call!} `)));
  }

  private goOn(event: Event, rule: EventRule | undefined): void {
    follow(this.runningIn(event), event, rule);
    const ends = rule?.ends?.(event);
    if (ends !== undefined) this.unended.delete(`${event.call!} ${ends.record}`);
  }

  /** It ends as the function that it began as, and has another see what it was shown. */
  private isAsStarted(event: Event, doer: string, start?: Start, end?: End): boolean {
    this.told(doer);
    const run = this.runningIn(event).get(doer);
    if (run === undefined) return true;
    return (end === undefined || end.function === run.function) && (start === undefined || same(start.shows, run.shows));
  }

  /** Whether the record's is the innermost program that runs, by the call itself or by another's that runs. */
  acts(event: Event, record: string | null): boolean {
    const running = this.runningIn(event);
    let acting = record;
    for (let depth = 0; depth < NESTED_MAX && acting !== null; depth++) {
      this.told(acting);
      const start = running.get(acting);
      if (start === undefined) return false;
      this.unended.add(`${event.call!} ${acting}`);
      if (start.by === null) {
        const order = [...running.keys()];
        return !order.slice(order.indexOf(record!) + 1).some((inside) => this.isTold(inside));
      }
      acting = start.by;
    }
    return false;
  }

  /** The transaction is over: what acted in it has ended. */
  demandEnded(): void {
    demandNone([...this.unended]);
  }

  private runningIn({ call }: Event): Map<string, Start> {
    let running = this.running.get(call!);
    if (running === undefined) this.running.set(call!, (running = new Map<string, Start>()));
    return running;
  }

  private isTold(record: string): boolean {
    try {
      this.told(record);
      return true;
    } catch (error) {
      if (error instanceof Missing) return false;
      throw error;
    }
  }
}

/** Of all events of a transaction: what they start ends, where nothing says that more would be shown. */
export function demandOver(events: readonly { event: Event; noted: boolean; rule: EventRule | undefined }[]): void {
  const running = new Map<string, Start>();
  for (const { event, noted, rule } of events) {
    if (!noted) running.clear();
    follow(running, event, rule);
  }
  demandNone([...running.keys()]);
}

/** What runs after an event. */
function follow(running: Map<string, Start>, event: Event, rule: EventRule | undefined): void {
  const start = rule?.starts?.(event);
  if (start !== undefined) {
    running.delete(start.record);
    running.set(start.record, start);
  }
  const ends = rule?.ends?.(event);
  if (ends !== undefined) running.delete(ends.record);
}

function demandNone(unended: string[]): void {
  require(unended.length === 0, `${unended[0]} ran, and does not end`);
}

/** What is not shown is not asked. */
function asFarAsShown(holds: () => boolean): boolean {
  try {
    return holds();
  } catch (error) {
    if (error instanceof Missing) return true;
    throw error;
  }
}

// SPDX-License-Identifier: Apache-2.0
// Whose programs run in the calls of one transaction: spec/laws.md, Programs.
import { type Event } from "../transactions.ts";
import { Missing, Refused, require } from "../wrong.ts";
import { type EventRule, type Moment, type Start } from "./law.ts";

/** Programs that may run inside one another. */
const NESTED_MAX = 8;

/** As the events of a transaction go by; `told` throws where not all that a record did in it is shown. */
export class Runs {
  /** Call → what was started there and has not ended, outermost first. */
  private readonly running = new Map<number, Map<string, Start>>();
  /** What acted, and has not ended. */
  private readonly unended = new Map<string, string>();

  constructor(private readonly told: (record: string) => void) {}

  /** A program starts or ends, if the event says so, and only where it can. */
  note(event: Event, rule: EventRule | undefined, moment: Moment, programmed: () => boolean): void {
    const start = rule?.starts?.(event);
    const ends = rule?.ends?.(event);
    const doer = start === undefined ? ends : start.by;
    if (doer !== undefined && doer !== null) {
      require(asFarAsShown(programmed), "noted of a program under a call that runs none");
      asFarAsShown(() => rule!.asks?.(event, moment) !== null);
      require(asFarAsShown(() => this.acts(event, doer)), "noted of a program that does not run");
    }
    const running = this.runningIn(event);
    if (start !== undefined) {
      if (start.by === null) running.clear();
      running.delete(start.record);
      running.set(start.record, start);
    }
    if (ends !== undefined) {
      running.delete(ends);
      this.unended.delete(`${event.call!} ${ends}`);
    }
  }

  /** Whether the record's is the innermost program that runs, by the call itself or by another's that runs. */
  acts(event: Event, record: string | null): boolean {
    const running = this.runningIn(event);
    let acting = record;
    for (let depth = 0; depth < NESTED_MAX && acting !== null; depth++) {
      this.told(acting);
      const start = running.get(acting);
      if (start === undefined) return false;
      this.unended.set(`${event.call!} ${acting}`, acting);
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
    for (const record of this.unended.values()) throw new Refused(`${record} acted, and does not end`);
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

/** What is not shown is not asked. */
function asFarAsShown(holds: () => boolean): boolean {
  try {
    return holds();
  } catch (error) {
    if (error instanceof Missing) return true;
    throw error;
  }
}

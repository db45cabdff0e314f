// SPDX-License-Identifier: Apache-2.0
// Check 9, and what the trails make of records: spec/evidence.md, Trails and authority, Links and Reading a record.
import { encode, type JsonObject } from "./canonical.ts";
import { type Shown, type ShownEvent } from "./events.ts";
import { ZEROS } from "./forms.ts";
import { eventLaw } from "./laws/all.ts";
import { instrumentPath } from "./laws/authority.ts";
import { type At, type Rec, type Touch } from "./laws/law.ts";
import { type StateRecord } from "./records.ts";
import { sha256Hex } from "./sha256.ts";
import { type Event, type Link } from "./transactions.ts";
import { Missing, Refused, Wrong } from "./wrong.ts";

const OPENING_EVERY = 64;

/** What is known of a record: its last link, and its value; undefined where only the link is known. */
interface Known {
  seq: number;
  leaf: string;
  value: Rec | null | undefined;
}

/** How a link stands to what is known: it goes on, it opens the trail here, or something is missing before it. */
interface Step {
  link: Link;
  way: "continues" | "opens" | "gap";
  touch: Touch | undefined;
}

/** A record after one of its events. */
export interface Version {
  shown: ShownEvent;
  seq: number;
  value: Rec | undefined;
}

const START: Known = { seq: 0, leaf: ZEROS, value: null };

export class Trails {
  private readonly known = new Map<string, Known>();
  private readonly begun = new Set<string>();
  private readonly used = new Set<string>();
  private readonly toCome = new Map<string, Link[]>();
  /** Of the records that are shown: what their events made of them, in order. */
  readonly versions = new Map<string, Version[]>();

  constructor(private readonly records: ReadonlyMap<string, StateRecord | null>, private readonly openings: Shown["openings"], events: ShownEvent[]) {
    for (let i = events.length - 1; i >= 0; i--) {
      for (const link of events[i]!.event.trails) {
        const links = this.toCome.get(link.record);
        if (links === undefined) this.toCome.set(link.record, [link]);
        else links.push(link);
      }
    }
  }

  /** The value of a record just before the event that comes next; throws `Missing` if it is not known. */
  read(record: string): Rec | null {
    const shown = this.records.get(record);
    if (shown === null) return null;
    const known = this.known.get(record) ?? START;
    const followed = shown !== undefined && !this.isStillToOpen(record);
    if (!followed) {
      const next = this.toCome.get(record)?.at(-1);
      if (next === undefined || !continues(next, known)) throw new Missing(record);
    }
    if (known.value === undefined) throw new Missing(record);
    return known.value;
  }

  seqOf(record: string): number {
    return (this.known.get(record) ?? START).seq;
  }

  isShown(record: string): boolean {
    return this.records.has(record);
  }

  /** Whether the record is shown, and every event of it from here on must be. */
  isFollowed(record: string): boolean {
    return this.records.has(record) && !this.isStillToOpen(record);
  }

  private isStillToOpen(record: string): boolean {
    return this.openings.has(record) && !this.used.has(record);
  }

  // Check 9: the links of an event, before it is judged. What its law refuses is of check 10.
  steps(shown: ShownEvent, judged: (run: () => void) => void): Step[] {
    const { event } = shown;
    const touches = this.touched(shown, judged);
    const taken = new Set<string>();
    return event.trails.map((link, i) => {
      const { record, seq } = link;
      if (this.records.get(record) === null) throw new Wrong(`${record} is shown to be absent, and has an event`);
      if (seq === 1) {
        if (this.begun.has(record)) throw new Wrong(`the trail of ${record} begins twice`);
        this.begun.add(record);
      }
      if ((link.after !== undefined) !== (seq % OPENING_EVERY === 0)) throw new Wrong(`link ${seq} of ${record} carries an opening where none belongs, or none`);
      // A link cannot go on from one of its own event, whose hash it would have to contain.
      if (taken.has(record) && this.isFollowed(record)) throw new Wrong(`event ${event.index} of block ${event.height} stands twice in the trail of ${record}`);
      const way = taken.has(record) ? "gap" : this.wayOf(link);
      taken.add(record);
      return { link, way, touch: touches?.[i] };
    });
  }

  private wayOf(link: Link): Step["way"] {
    const { record, seq } = link;
    if (continues(link, this.known.get(record) ?? START)) return "continues";
    if (this.isStillToOpen(record)) {
      const opening = this.openings.get(record)!;
      if (opening.seq !== seq) return "gap";
      if (link.after !== sha256Hex(encode(opening.value))) throw new Wrong(`the opening of ${record} is not what event ${seq} left`);
      return "opens";
    }
    if (this.records.has(record)) throw new Wrong(`the trail of ${record} has a gap before event ${seq}`);
    return "gap";
  }

  /** The touches of an event of a known type, one for each of its links; undefined where its law cannot tell them. */
  private touched({ event, tip }: ShownEvent, judged: (run: () => void) => void): Touch[] | undefined {
    const law = eventLaw(event.type);
    if (law === undefined) return undefined;
    let told: Touch[] | undefined;
    judged(() => (told = law.touches(event, this.at(tip.header.time))));
    if (told === undefined) return undefined;
    const touches: Touch[] = [];
    for (const touch of told) {
      const link = event.trails[touches.length];
      if (this.isTouched(touch, link, event.trails)) touches.push(touch);
    }
    const right = touches.length === event.trails.length && touches.every(({ record }, i) => record === event.trails[i]!.record);
    if (!right) throw new Wrong(`event ${event.index} of block ${event.height} does not stand in the trails that it touches`);
    return touches;
  }

  private at(time: number): At {
    return { time, read: (record) => this.read(record) };
  }

  private isTouched({ only, record }: Touch, link: Link | undefined, links: Link[]): boolean {
    if (only === undefined) return true;
    if ("first" in only) return links.some((one) => one.record === only.first && one.seq === 1);
    return this.isUnique(only.unique) ?? link?.record === record;
  }

  /** Whether an instrument is unique; null if that is not known. */
  private isUnique(instrument: string): boolean | null {
    try {
      return this.read(instrumentPath(instrument))?.["unique"] === true;
    } catch (error) {
      if (error instanceof Missing) return null;
      throw error;
    }
  }

  /**
   * The records that an event which is not shown would touch, as far as that can be told. It begins a holding whose first
   * event was not shown by then: where the account's book is followed, that would have been.
   */
  wouldTouch(type: string, data: JsonObject, time: number): string[] {
    const law = eventLaw(type);
    if (law === undefined) return [];
    const event = { consents: [], data, type } as unknown as Event;
    try {
      return law.touches(event, this.at(time)).filter(({ only }) => this.wouldHold(only)).map(({ record }) => record);
    } catch (error) {
      // What it would touch rests on records and consents that are not shown.
      if (error instanceof Missing || error instanceof Refused) return [];
      throw error;
    }
  }

  private wouldHold(only: Touch["only"]): boolean {
    if (only === undefined) return true;
    if ("unique" in only) return this.isUnique(only.unique) === true;
    return !this.begun.has(only.first);
  }

  /** Takes the event's steps: what becomes of each record. A fold that cannot be is of check 10. */
  take(steps: Step[], shown: ShownEvent, judged: (run: () => void) => void): string[] {
    const { leaf } = shown;
    const opened: string[] = [];
    for (const { link, way, touch } of steps) {
      const { record, seq } = link;
      this.toCome.get(record)!.pop();
      if (way === "gap") {
        this.known.delete(record);
        continue;
      }
      const opening = this.openings.get(record);
      let value: Rec | undefined;
      if (way === "opens") value = opening!.value;
      else judged(() => (value = this.folded(link, touch)));
      if (opening?.seq === seq) {
        this.used.add(record);
        opened.push(record);
      }
      this.known.set(record, { seq, leaf, value });
      this.keep(record, { shown, seq, value });
    }
    return opened;
  }

  private folded({ after, record, seq }: Link, touch: Touch | undefined): Rec | undefined {
    const { value: before } = this.known.get(record) ?? START;
    if (touch === undefined || before === undefined) return undefined;
    const value = touch.fold(before, (other) => this.read(other));
    if (after !== undefined && after !== sha256Hex(encode(value))) throw new Wrong(`event ${seq} of ${record} left something else than it says`);
    return value;
  }

  private keep(record: string, version: Version): void {
    if (!this.records.has(record)) return;
    const versions = this.versions.get(record);
    if (versions === undefined) this.versions.set(record, [version]);
    else versions.push(version);
  }

  // Check 9: what is shown whole ends where the state says.
  finish(): void {
    for (const [record, shown] of this.records) {
      if (shown === null) continue;
      const { leaf, seq } = this.known.get(record) ?? START;
      if (seq !== shown.trail.seq || leaf !== shown.trail.head) throw new Wrong(`the trail of ${record} does not end where the state says`);
    }
    for (const record of this.openings.keys()) if (!this.used.has(record)) throw new Wrong(`the opening of ${record} is not used`);
  }
}

function continues(link: Link, known: Known): boolean {
  return link.seq === known.seq + 1 && link.previous === known.leaf;
}

import { EventQueue } from './event-queue.js';
import type { EventRun } from '../events/model.js';

/** A sequence of events that are all stored on the disk, or all not. */
export class Segment {
  readonly stored: boolean;
  readonly queue = new EventQueue();
  /** Rows that are only on the disk, after the events in memory. */
  rows = 0;
  /** Their events. */
  rowEvents = 0;
  /** Their ids are greater than this, */
  after = 0;
  /** and not greater than this. */
  last = 0;

  constructor(stored: boolean) {
    this.stored = stored;
  }

  get isEmpty(): boolean {
    return this.queue.length + this.rows === 0;
  }

  /** Arrival of the oldest event. */
  get arrival(): number {
    return Math.min(this.queue.arrival, this.rows > 0 ? this.after + 1 : Infinity);
  }

  /** Whether the row can be among those that are only on the disk. */
  canHold(id: number): boolean {
    return this.rows > 0 && id > this.after && id <= this.last;
  }

  /** Adds or removes rows; returns the change in the number of events. */
  countRows(rows: number, events: number): number {
    this.rows += rows;
    // Without rows there are no events, whatever number a damaged file gave.
    const change = this.rows === 0 ? -this.rowEvents : events;
    this.rowEvents += change;
    return change;
  }
}

/** The segments of one stream, the oldest first; there is always one. */
export class Segments {
  #all: Segment[] = [new Segment(false)];

  [Symbol.iterator](): Iterator<Segment> {
    return this.#all.values();
  }

  /** The newest first. */
  fromNewest(): readonly Segment[] {
    return this.#all.toReversed();
  }

  /** The first segment that is not empty. */
  get first(): Segment {
    while (this.#all.length > 1 && this.#all[0]!.isEmpty) this.#all.shift();
    return this.#all[0]!;
  }

  get last(): Segment {
    return this.#all.at(-1)!;
  }

  /** The first segment, if it is of that kind; otherwise a new one. */
  firstOf(stored: boolean): Segment {
    const { first } = this;
    if (first.stored === stored) return first;
    const made = new Segment(stored);
    this.#all.splice(0, first.isEmpty ? 1 : 0, made);
    return made;
  }

  /** The last segment, if it is of that kind; otherwise a new one. */
  lastOf(stored: boolean): Segment {
    const { last } = this;
    if (last.stored === stored) return last;
    const made = new Segment(stored);
    if (last.isEmpty) this.#all.pop();
    this.#all.push(made);
    return made;
  }

  /** The oldest with events that are not on a disk. */
  get firstVolatile(): Segment | undefined {
    return this.#all.find(isVolatile);
  }

  /** The newest with events that are not on a disk. */
  get lastVolatile(): Segment | undefined {
    return this.#all.findLast(isVolatile);
  }

  /** Events in memory. */
  runs(): EventRun[] {
    return this.#all.flatMap(({ queue }) => queue.toArray());
  }

  /** Events in memory, without stored ones that come after a row on the disk alone: they must not overtake it. */
  runsAtHand(): EventRun[] {
    const gap = this.#all.findIndex(({ rows }) => rows > 0);
    const before = gap < 0 ? this.#all : this.#all.slice(0, gap + 1);
    const after = this.#all.slice(before.length).filter(({ stored }) => !stored);
    return [...before, ...after].flatMap(({ queue }) => queue.toArray());
  }

  /** Contains only these events, which are not on a disk. */
  reset(runs: readonly EventRun[]): void {
    this.#all = [new Segment(false)];
    for (const run of runs) this.first.queue.push(run);
  }
}

function isVolatile({ stored, queue }: Segment): boolean {
  return !stored && queue.length > 0;
}

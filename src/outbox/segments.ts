import { EventQueue } from './event-queue.js';
import type { EventRun } from '../events/model.js';

/** Neighbors that are stored on the disk, or that are not. */
export class Segment {
  readonly stored: boolean;
  readonly queue = new EventQueue();
  /** Rows that are on the disk alone, behind the events in memory. */
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

  /** Whether the row can be among those on the disk alone. */
  canHold(id: number): boolean {
    return this.rows > 0 && id > this.after && id <= this.last;
  }

  /** So many rows more, or less; gives by how much the number of events changed. */
  countRows(rows: number, events: number): number {
    this.rows += rows;
    // Without rows there are no events, whatever a damaged file said of their number.
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

  /** The first with anything in it. */
  get first(): Segment {
    while (this.#all.length > 1 && this.#all[0]!.isEmpty) this.#all.shift();
    return this.#all[0]!;
  }

  get last(): Segment {
    return this.#all.at(-1)!;
  }

  /** The first segment, of that kind: made where the first is of the other. */
  firstOf(stored: boolean): Segment {
    const { first } = this;
    if (first.stored === stored) return first;
    const made = new Segment(stored);
    this.#all.splice(0, first.isEmpty ? 1 : 0, made);
    return made;
  }

  /** The last segment, of that kind: made where the last is of the other. */
  lastOf(stored: boolean): Segment {
    const { last } = this;
    if (last.stored === stored) return last;
    const made = new Segment(stored);
    if (last.isEmpty) this.#all.pop();
    this.#all.push(made);
    return made;
  }

  /** The oldest with events that no disk has. */
  get firstVolatile(): Segment | undefined {
    return this.#all.find(isVolatile);
  }

  /** The newest with events that no disk has. */
  get lastVolatile(): Segment | undefined {
    return this.#all.findLast(isVolatile);
  }

  /** Events in memory. */
  runs(): EventRun[] {
    return this.#all.flatMap(({ queue }) => queue.toArray());
  }

  /** Has these events alone, which no disk has. */
  reset(runs: readonly EventRun[]): void {
    this.#all = [new Segment(false)];
    for (const run of runs) this.first.queue.push(run);
  }
}

function isVolatile({ stored, queue }: Segment): boolean {
  return !stored && queue.length > 0;
}

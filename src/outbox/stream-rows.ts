import { countOf } from '../events/runs.js';
import type { EventBlock } from '../events/model.js';
import type { StreamCounts } from './stream-counts.js';
import type { Backlog, StoredRow } from './journal/journal.js';
import type { Segment, Segments } from './segments.js';

/** The rows of one stream that are on the disk alone. */
export class StreamRows {
  /** Some are being read. */
  isLoading = false;
  readonly #segments: Segments;
  readonly #counts: StreamCounts;

  constructor(segments: Segments, counts: StreamCounts) {
    this.#segments = segments;
    this.#counts = counts;
  }

  get isEmpty(): boolean {
    return this.#segments.fromNewest().every(({ rows }) => rows === 0);
  }

  /** Ids of the next rows, if no event in memory comes first. */
  get next(): Pick<Segment, 'after' | 'last'> | undefined {
    const { first } = this.#segments;
    return first.rows > 0 ? first : undefined;
  }

  /** Adds rows after all events. */
  push({ first, last, rows, events }: Pick<Backlog, 'first' | 'last' | 'rows' | 'events'>): void {
    const segment = this.#segments.lastOf(true);
    if (segment.rows === 0) segment.after = first - 1;
    segment.last = last;
    this.#count(segment, rows, events);
  }

  /** Adds the row of a block after all events. */
  pushBlock({ arrival, ends }: EventBlock): void {
    this.push({ first: arrival, last: arrival, rows: 1, events: ends.length });
  }

  /** Moves a row that was read into memory, before the other rows; false if its place has changed. */
  load({ id, events }: StoredRow): boolean {
    const segment = this.#segments.first;
    if (!segment.canHold(id)) return false;
    segment.after = id;
    this.#count(segment, -1, -countOf(events));
    for (const run of events) {
      segment.queue.push(run);
      this.#counts.addRun(run, 1);
    }
    return true;
  }

  /** All rows up to this id were read. */
  endLoad(upTo: number): void {
    const { first } = this.#segments;
    if (first.rows === 0 || upTo <= first.after) return;
    first.after = upTo;
    // There were fewer rows than counted: a row that never existed is no loss.
    if (upTo >= first.last) this.#count(first, -first.rows, -first.rowEvents);
  }

  /**
   * Removes from memory the newest block that is on the disk unchanged, if none of its events was handed out. The
   * first block stays for the next attempt.
   */
  unload(): EventBlock | undefined {
    if (this.isLoading) return undefined;
    const first = this.#segments.first.queue.first?.block;
    for (const segment of this.#segments.fromNewest()) {
      const { stored, queue } = segment;
      const block = stored ? queue.last?.block : undefined;
      if (block === undefined || block === first) continue;
      const runs = queue.remove((one) => one === block);
      if (countOf(runs) !== block.remaining) {
        queue.putBack(runs);
        return undefined;
      }
      for (const run of runs) this.#counts.addRun(run, -1);
      if (segment.rows === 0) segment.last = block.arrival;
      segment.after = block.arrival - 1;
      this.#count(segment, 1, block.remaining);
      return block;
    }
    return undefined;
  }

  /** The row is gone; false if it was not counted. */
  drop(id: number, events: number): boolean {
    const found = this.#segments.fromNewest().find((segment) => segment.canHold(id));
    if (found === undefined) return false;
    this.#count(found, -1, -events);
    return true;
  }

  /** All rows are gone: returns the number of their events. */
  dropAll(): number {
    let lost = 0;
    for (const segment of this.#segments) {
      lost += segment.rowEvents;
      this.#count(segment, -segment.rows, -segment.rowEvents);
    }
    return lost;
  }

  #count(segment: Segment, rows: number, events: number): void {
    this.#counts.addEvents(segment.countRows(rows, events));
  }
}

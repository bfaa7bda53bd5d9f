import { arrivalOf, countOf, subtract, wholeOf } from '../events/runs.js';
import type { Cut, Destination, EventBlock, EventRun, ServiceEntity } from '../events/model.js';
import { EventQueue } from './event-queue.js';
import { heldBytesOf } from './held-bytes.js';
import type { Backlog, StoredRow } from './journal.js';

/** What all queues of an outbox hold together. */
export interface Totals {
  /** In memory or on the disk. */
  events: number;
  /** In memory. */
  bytes: number;
  /** In memory, of events that no disk has. */
  volatileBytes: number;
}

/** Rows that are on the disk alone, behind those of their segment that are in memory. */
interface DiskRows {
  rows: number;
  events: number;
  /** Their ids are greater than this, */
  after: number;
  /** and not greater than this. */
  last: number;
}

/** Neighbours that are stored on the disk, or that are not. */
interface Segment {
  readonly stored: boolean;
  readonly queue: EventQueue;
  readonly disk: DiskRows;
}

/** The events of one destination in the order of their arrival, in memory or on the disk. */
export class StreamQueue {
  readonly destination: Destination;
  entity: ServiceEntity | undefined;
  /** What was handed out last came back without an answer. */
  failing = false;
  /** Rows are on their way from the disk. */
  isLoading = false;
  /** Events on their way to the disk. */
  pending = 0;
  /** Bytes in memory. */
  bytes = 0;
  /** Of these, the bytes of events that no disk has. */
  volatileBytes = 0;
  readonly #totals: Totals;
  /** The oldest first; there is always one. */
  #segments: Segment[] = [segment(false)];
  /** Handed out, without an answer. */
  #taken: readonly EventRun[] = [];

  constructor(destination: Destination, totals: Totals) {
    this.destination = destination;
    this.#totals = totals;
  }

  // ---- in

  /** Adds events that no disk has. */
  push(run: EventRun): void {
    this.#last(false).queue.push(run);
    this.#count(run, 1);
  }

  /** Adds a block that the disk has; without its events where they are to be read again later. */
  pushStored(block: EventBlock, keepsInMemory: boolean): void {
    if (!keepsInMemory) {
      this.pushBacklog({ first: block.arrival, last: block.arrival, rows: 1, events: block.ends.length });
      return;
    }
    const { queue, disk } = this.#last(true);
    const run = wholeOf(block);
    queue.push(run);
    this.#count(run, 1);
    disk.after = block.arrival;
  }

  /** Adds rows that are on the disk. */
  pushBacklog({ first, last, rows, events }: Pick<Backlog, 'first' | 'last' | 'rows' | 'events'>): void {
    const { disk } = this.#last(true);
    if (disk.rows === 0) disk.after = first - 1;
    disk.last = last;
    this.#countDisk(disk, rows, events);
  }

  /** Adds a row that was read, in its place before those that are still on the disk; false where that has changed. */
  pushRead({ id, events }: StoredRow): boolean {
    const { queue, disk } = this.#first();
    if (disk.rows === 0 || id <= disk.after || id > disk.last) return false;
    disk.after = id;
    this.#countDisk(disk, -1, -countOf(events));
    for (const run of events) {
      queue.push(run);
      this.#count(run, 1);
    }
    return true;
  }

  // ---- out

  takeBatch(cut: Cut): readonly EventRun[] {
    const batch = this.#first().queue.takeBatch(cut);
    this.#taken = this.#taken.length === 0 ? batch : [...this.#taken, ...batch];
    return batch;
  }

  /** Gives those of the events that were handed out: they leave. */
  ack(events: readonly EventRun[]): readonly EventRun[] {
    const { removed, left } = subtract(this.#taken, events);
    this.#taken = left;
    for (const run of removed) this.#count(run, -1);
    return removed;
  }

  /** Those of the events that were handed out wait again. */
  nack(events: readonly EventRun[]): void {
    const { removed, left } = subtract(this.#taken, events);
    this.#taken = left;
    // The newest first, each before what stands there.
    const runs = removed.toSorted((a, b) => arrivalOf(b) - arrivalOf(a));
    while (runs.length > 0) {
      const { isStored } = runs[0]!.block;
      const end = runs.findIndex(({ block }) => block.isStored !== isStored);
      this.#firstOf(isStored).queue.putBack(runs.splice(0, end < 0 ? runs.length : end));
    }
  }

  // ---- what no disk has

  /** Arrival of the oldest event that waits and that no disk has. */
  get volatileArrival(): number {
    return this.#segments.find(isVolatile)?.queue.arrival ?? Infinity;
  }

  /** Takes the oldest event that no disk has. */
  shiftVolatile(): EventRun | undefined {
    const run = this.#segments.find(isVolatile)?.queue.shift();
    if (run !== undefined) this.#count(run, -1);
    return run;
  }

  /** Takes the newest event that no disk has. */
  popVolatile(): EventRun | undefined {
    const run = this.#segments.findLast(isVolatile)?.queue.pop();
    if (run !== undefined) this.#count(run, -1);
    return run;
  }

  // ---- what the disk has

  /** Ids of the rows that come next and are on the disk alone. */
  get nextRows(): Pick<DiskRows, 'after' | 'last'> | undefined {
    const { disk } = this.#first();
    return disk.rows > 0 ? disk : undefined;
  }

  get hasRowsOnDisk(): boolean {
    return this.#segments.some(({ disk }) => disk.rows > 0);
  }

  /** Whether a row that comes now follows those in memory. */
  get endsInMemory(): boolean {
    return this.#segments.at(-1)!.disk.rows === 0;
  }

  /** All rows up to this id were read. */
  endRead(upTo: number): void {
    const { disk } = this.#first();
    if (disk.rows === 0 || upTo <= disk.after) return;
    disk.after = upTo;
    // Fewer than were counted: what is not there is no loss.
    if (upTo >= disk.last) this.#countDisk(disk, -disk.rows, -disk.events);
  }

  /**
   * Gives up the newest block in memory that the disk has as it is, if nothing of it was handed out. The first block
   * stays: the next attempt is for it.
   */
  unload(): EventBlock | undefined {
    if (this.isLoading) return undefined;
    const first = this.#first().queue.first?.block;
    for (const { stored, queue, disk } of this.#segments.toReversed()) {
      const block = stored ? queue.last?.block : undefined;
      if (block === undefined || block === first) continue;
      const runs = queue.remove((one) => one === block);
      if (countOf(runs) !== block.remaining) {
        queue.putBack(runs);
        return undefined;
      }
      for (const run of runs) this.#count(run, -1);
      if (disk.rows === 0) disk.last = block.arrival;
      disk.after = block.arrival - 1;
      this.#countDisk(disk, 1, block.remaining);
      return block;
    }
    return undefined;
  }

  /** The disk has lost the block: gives those of its events that were not handed out, which leave with it. */
  dropBlock(block: EventBlock): EventRun[] {
    const dropped = this.#segments.flatMap(({ queue }) => queue.remove((one) => one === block));
    for (const run of dropped) this.#count(run, -1);
    this.#setVolatile(new Set([block]));
    return dropped;
  }

  /** A row has gone that was on the disk alone; false where it was not counted. */
  dropRow(id: number, events: number): boolean {
    const found = this.#segments.find(({ disk }) => disk.rows > 0 && id > disk.after && id <= disk.last);
    if (found === undefined) return false;
    this.#countDisk(found.disk, -1, -events);
    return true;
  }

  /** The disk has nothing any more: gives the number of events that were there alone. */
  dropRows(): number {
    let lost = 0;
    const kept: EventRun[] = [];
    for (const { queue, disk } of this.#segments) {
      lost += disk.events;
      this.#countDisk(disk, -disk.rows, -disk.events);
      kept.push(...queue.toArray());
    }
    this.#setVolatile(new Set([...this.#taken, ...kept].map(({ block }) => block)));
    this.#segments = [segment(false)];
    for (const run of kept) this.#segments[0]!.queue.push(run);
    return lost;
  }

  // ---- what there is

  get hasWaiting(): boolean {
    return this.#first().queue.length > 0;
  }

  /** Nothing of it is anywhere. */
  get isEmpty(): boolean {
    return this.pending + this.#taken.length === 0 && isEmpty(this.#first());
  }

  /** Events in memory that no disk has, handed out or not. */
  volatileRuns(): EventRun[] {
    const waiting = this.#segments.flatMap(({ queue }) => queue.toArray());
    return [...this.#taken, ...waiting].filter(({ block }) => !block.isStored);
  }

  /** Events that the disk has, or that are on their way there. */
  get storedEvents(): number {
    let events = this.pending - countOf(this.volatileRuns()) + countOf(this.#taken);
    for (const { queue, disk } of this.#segments) events += queue.length + disk.events;
    return events;
  }

  /** No event of the destination has an arrival before this. */
  get oldestArrival(): number {
    let oldest = this.#taken.reduce((least, run) => Math.min(least, arrivalOf(run)), Infinity);
    for (const { queue, disk } of this.#segments) {
      oldest = Math.min(oldest, queue.arrival, disk.rows > 0 ? disk.after + 1 : Infinity);
    }
    return oldest;
  }

  /** The first segment with anything in it. */
  #first(): Segment {
    while (this.#segments.length > 1 && isEmpty(this.#segments[0]!)) this.#segments.shift();
    return this.#segments[0]!;
  }

  #firstOf(stored: boolean): Segment {
    const first = this.#first();
    if (first.stored === stored) return first;
    const made = segment(stored);
    if (isEmpty(first)) this.#segments[0] = made;
    else this.#segments.unshift(made);
    return made;
  }

  #last(stored: boolean): Segment {
    const last = this.#segments.at(-1)!;
    if (last.stored === stored) return last;
    const made = segment(stored);
    if (isEmpty(last)) this.#segments[this.#segments.length - 1] = made;
    else this.#segments.push(made);
    return made;
  }

  /** No disk has these any more. */
  #setVolatile(blocks: ReadonlySet<EventBlock>): void {
    const runs = [...this.#taken, ...this.#segments.flatMap(({ queue }) => queue.toArray())];
    for (const run of runs) {
      if (!run.block.isStored || !blocks.has(run.block)) continue;
      this.volatileBytes += heldBytesOf(run);
      this.#totals.volatileBytes += heldBytesOf(run);
    }
    for (const block of blocks) block.isStored = false;
  }

  #count(run: EventRun, sign: 1 | -1): void {
    const bytes = sign * heldBytesOf(run);
    this.bytes += bytes;
    this.#totals.bytes += bytes;
    this.#totals.events += sign * (run.to - run.from);
    if (run.block.isStored) return;
    this.volatileBytes += bytes;
    this.#totals.volatileBytes += bytes;
  }

  #countDisk(disk: DiskRows, rows: number, events: number): void {
    disk.rows += rows;
    // Without rows there are no events, whatever a damaged file said of their number.
    const change = disk.rows === 0 ? -disk.events : events;
    disk.events += change;
    this.#totals.events += change;
  }
}

function segment(stored: boolean): Segment {
  return { stored, queue: new EventQueue(), disk: { rows: 0, events: 0, after: 0, last: 0 } };
}

function isEmpty({ queue, disk }: Segment): boolean {
  return queue.length + disk.rows === 0;
}

function isVolatile({ stored, queue }: Segment): boolean {
  return !stored && queue.length > 0;
}

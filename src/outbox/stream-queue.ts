import { arrivalOf, countOf, subtract, wholeOf } from '../events/runs.js';
import type { BatchCutter, Destination, EventBlock, EventRun, ServiceEntity } from '../events/model.js';
import { StreamCounts, type Totals } from './stream-counts.js';
import { Segments } from './segments.js';
import { StreamRows } from './stream-rows.js';

/** The events of one destination in the order of their arrival, in memory or on the disk. */
export class StreamQueue {
  readonly destination: Destination;
  /** That of its events, which may have none; undefined before the first events. */
  entity: { readonly of: ServiceEntity | undefined } | undefined;
  /** The last batch came back without an answer. */
  failing = false;
  /** Events that are being written to the disk. */
  pending = 0;
  readonly rows: StreamRows;
  readonly #counts: StreamCounts;
  readonly #segments = new Segments();
  /** Handed out, without an answer. */
  #taken: readonly EventRun[] = [];

  constructor(destination: Destination, totals: Totals) {
    this.destination = destination;
    this.#counts = new StreamCounts(totals);
    this.rows = new StreamRows(this.#segments, this.#counts);
  }

  // ---- in

  /** Adds events that are in memory alone. */
  push(run: EventRun): void {
    this.#segments.lastOf(false).queue.push(run);
    this.#counts.addRun(run, 1);
  }

  /** Adds a block that the disk has too. */
  pushStored(block: EventBlock): void {
    const segment = this.#segments.lastOf(true);
    const run = wholeOf(block);
    segment.queue.push(run);
    this.#counts.addRun(run, 1);
    segment.after = block.arrival;
  }

  // ---- out

  takeBatch(cut: BatchCutter): readonly EventRun[] {
    const batch = this.#segments.first.queue.takeBatch(cut);
    this.#taken = this.#taken.length === 0 ? batch : [...this.#taken, ...batch];
    return batch;
  }

  /** Removes and returns those of the events that were handed out. */
  ack(events: readonly EventRun[]): readonly EventRun[] {
    const { removed, left } = subtract(this.#taken, events);
    this.#taken = left;
    for (const run of removed) this.#counts.addRun(run, -1);
    return removed;
  }

  /** Puts back those of the events that were handed out. */
  nack(events: readonly EventRun[]): void {
    const { removed, left } = subtract(this.#taken, events);
    this.#taken = left;
    // The newest first: each goes before the events that are there.
    const runs = removed.toSorted((a, b) => arrivalOf(b) - arrivalOf(a));
    while (runs.length > 0) {
      const { isStored } = runs[0]!.block;
      const end = runs.findIndex(({ block }) => block.isStored !== isStored);
      this.#segments.firstOf(isStored).queue.putBack(runs.splice(0, end < 0 ? runs.length : end));
    }
  }

  // ---- in memory alone

  /** Arrival of the oldest waiting event that is in memory alone. */
  get volatileArrival(): number {
    return this.#segments.firstVolatile?.queue.arrival ?? Infinity;
  }

  /** Removes and returns the oldest event that is in memory alone. */
  shiftVolatile(): EventRun | undefined {
    const run = this.#segments.firstVolatile?.queue.shift();
    if (run !== undefined) this.#counts.addRun(run, -1);
    return run;
  }

  /** Removes and returns the newest event that is in memory alone. */
  popVolatile(): EventRun | undefined {
    const run = this.#segments.lastVolatile?.queue.pop();
    if (run !== undefined) this.#counts.addRun(run, -1);
    return run;
  }

  // ---- what the disk loses

  /** The disk lost the block: removes and returns its events that were not handed out. */
  dropBlock(block: EventBlock): EventRun[] {
    const dropped = Array.from(this.#segments, ({ queue }) => queue.remove((one) => one === block)).flat();
    for (const run of dropped) this.#counts.addRun(run, -1);
    this.#setVolatile(new Set([block]));
    return dropped;
  }

  /** The disk lost everything: returns the number of events that were there alone. */
  dropDisk(): number {
    const lost = this.rows.dropAll();
    const kept = this.#segments.runs();
    this.#setVolatile(new Set([...this.#taken, ...kept].map(({ block }) => block)));
    this.#segments.reset(kept);
    return lost;
  }

  // ---- contents

  /** Bytes in memory. */
  get bytes(): number {
    return this.#counts.bytes;
  }

  /** Of these, the bytes of events that are in memory alone. */
  get volatileBytes(): number {
    return this.#counts.volatileBytes;
  }

  /** Whether the newest events are in memory, so that a new row follows them. */
  get endsInMemory(): boolean {
    return this.#segments.last.rows === 0;
  }

  get hasWaiting(): boolean {
    return this.#segments.first.queue.length > 0;
  }

  /** The batch of the present or next call is in memory. */
  get hasBatch(): boolean {
    return this.#taken.length > 0 || this.hasWaiting;
  }

  /** No event is in memory, on the disk, or on the way there. */
  get isEmpty(): boolean {
    return this.pending + this.#taken.length === 0 && this.#segments.first.isEmpty;
  }

  /** Nothing of it is anywhere, and no answer of the disk is for it. */
  get isIdle(): boolean {
    return this.isEmpty && !this.rows.isLoading;
  }

  /** Events in memory that no disk has, handed out or not. */
  volatileRuns(): EventRun[] {
    return [...this.#taken, ...this.#segments.runs()].filter(({ block }) => !block.isStored);
  }

  /** Events in memory that can be sent now, handed out or not: those behind a row on the disk wait for it. */
  runsAtHand(): EventRun[] {
    return [...this.#taken, ...this.#segments.runsAtHand()];
  }

  /** Events on the disk, or on the way there. */
  get storedEvents(): number {
    let events = this.pending - countOf(this.volatileRuns()) + countOf(this.#taken);
    for (const { queue, rowEvents } of this.#segments) events += queue.length + rowEvents;
    return events;
  }

  /** No event of the destination has an arrival before this. */
  get oldestArrival(): number {
    let oldest = this.#taken.reduce((least, run) => Math.min(least, arrivalOf(run)), Infinity);
    for (const { arrival } of this.#segments) oldest = Math.min(oldest, arrival);
    return oldest;
  }

  /** These blocks are in memory alone now. */
  #setVolatile(blocks: ReadonlySet<EventBlock>): void {
    for (const run of [...this.#taken, ...this.#segments.runs()]) {
      if (run.block.isStored && blocks.has(run.block)) this.#counts.losesDisk(run);
    }
    for (const block of blocks) block.isStored = false;
  }
}

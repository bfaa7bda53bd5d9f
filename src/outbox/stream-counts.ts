import type { EventRun } from '../events/model.js';
import { memoryBytesOf } from './memory-bytes.js';

/** The totals of all queues of an outbox. */
export interface Totals {
  /** In memory or on the disk. */
  events: number;
  /** In memory. */
  bytes: number;
  /** In memory, of events that are not on a disk. */
  volatileBytes: number;
}

/** The totals of one queue, included in those of all. */
export class StreamCounts {
  /** In memory. */
  bytes = 0;
  /** Of these, the bytes of events that are not on a disk. */
  volatileBytes = 0;
  readonly #totals: Totals;

  constructor(totals: Totals) {
    this.#totals = totals;
  }

  /** The events came into memory, or left it. */
  addRun(run: EventRun, sign: 1 | -1): void {
    const bytes = sign * memoryBytesOf(run);
    this.bytes += bytes;
    this.#totals.bytes += bytes;
    this.addEvents(sign * (run.to - run.from));
    if (!run.block.isStored) this.#addVolatile(bytes);
  }

  /** The change in the number of events that are only on the disk. */
  addEvents(events: number): void {
    this.#totals.events += events;
  }

  /** The disk has lost the events. */
  losesDisk(run: EventRun): void {
    this.#addVolatile(memoryBytesOf(run));
  }

  #addVolatile(bytes: number): void {
    this.volatileBytes += bytes;
    this.#totals.volatileBytes += bytes;
  }
}

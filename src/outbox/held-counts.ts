import type { EventRun } from '../events/model.js';
import { heldBytesOf } from './held-bytes.js';

/** What all queues of an outbox hold together. */
export interface Totals {
  /** In memory or on the disk. */
  events: number;
  /** In memory. */
  bytes: number;
  /** In memory, of events that no disk has. */
  volatileBytes: number;
}

/** What one queue holds, counted for all of them too. */
export class HeldCounts {
  /** In memory. */
  bytes = 0;
  /** Of these, the bytes of events that no disk has. */
  volatileBytes = 0;
  readonly #totals: Totals;

  constructor(totals: Totals) {
    this.#totals = totals;
  }

  /** The events came into memory, or left it. */
  addRun(run: EventRun, sign: 1 | -1): void {
    const bytes = sign * heldBytesOf(run);
    this.bytes += bytes;
    this.#totals.bytes += bytes;
    this.addEvents(sign * (run.to - run.from));
    if (!run.block.isStored) this.#addVolatile(bytes);
  }

  /** So many events more, or less, that are on the disk alone. */
  addEvents(events: number): void {
    this.#totals.events += events;
  }

  /** The disk had the events, and has them no more. */
  losesDisk(run: EventRun): void {
    this.#addVolatile(heldBytesOf(run));
  }

  #addVolatile(bytes: number): void {
    this.volatileBytes += bytes;
    this.#totals.volatileBytes += bytes;
  }
}

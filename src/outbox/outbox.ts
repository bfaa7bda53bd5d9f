import type { Cut, Destination, EventBlock, EventRun } from '../events/model.js';

/** Holds events from the end of `export` until the service has answered for them. Bounded. */
export interface Outbox {
  /** Takes events in; gives how many of them did not fit, later where it has to ask a disk. */
  add(destination: Destination, blocks: readonly EventBlock[]): number | Promise<number>;
  /** Hands out the next batch of a destination; it stays counted until it is settled or released. */
  take(destination: Destination, cut: Cut): readonly EventRun[];
  /** These were handed out and have their answer, or are lost: they go. */
  settle(destination: Destination, events: readonly EventRun[]): void;
  /** These were handed out and have no answer: they wait again, in their old place. */
  release(destination: Destination, events: readonly EventRun[]): void;
  /** Has events that can be taken. */
  hasWaiting(destination: Destination): boolean;
  /** Has events, handed out or not. */
  holds(destination: Destination): boolean;
  /** Holds nothing more; gives what it held, handed out or not. */
  letGo(): [Destination, EventRun[]][];
  /** Resolves once every event that is in now has gone; never, after the signal. */
  drained(signal?: AbortSignal): Promise<void>;
  /** The destination is no longer in use; nothing happens as long as it holds events. */
  forget(destination: Destination): void;
  /** Events held. */
  readonly count: number;
  /** Bytes held, bookkeeping included. */
  readonly bytes: number;
}

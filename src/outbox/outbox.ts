import type { Cut, Destination, EventBlock, EventRun, ServiceEntity } from '../events/model.js';

/** Holds events from the moment they are encoded until the service has answered for them. Bounded. */
export interface Outbox {
  /**
   * Takes the events of a block in, behind all that the destination has; gives how many of them were refused, later
   * where a journal stores them first.
   */
  add(destination: Destination, block: EventBlock, entity?: ServiceEntity): number | Promise<number>;
  /** Hands out the next batch of a destination; it stays counted until it is acknowledged, or not. */
  takeBatch(destination: Destination, cut: Cut): readonly EventRun[];
  /** These were handed out and have their answer, or are lost: they leave. */
  ack(destination: Destination, events: readonly EventRun[]): void;
  /** These were handed out and have no answer: they wait again, in their old place. */
  nack(destination: Destination, events: readonly EventRun[]): void;
  /** Whether a batch can be taken now. */
  hasWaiting(destination: Destination): boolean;
  /** Whether it holds events, handed out or not. */
  has(destination: Destination): boolean;
  /** What the events of the destination belong to. */
  entityOf(destination: Destination): ServiceEntity | undefined;
  /** The destination is no longer in use; nothing happens while it holds events. */
  forget(destination: Destination): void;
  /** Resolves once every event that is in now has left; never, after the signal. */
  drained(signal?: AbortSignal): Promise<void>;
  /** What has no answer yet. */
  remaining(): Remaining;
  /** Blocks until a journal has stored what is on its way there, or the time is up. */
  commitNow(millis: number): void;
  /** Says no more of its events, and lets go of the journal. */
  close(): Promise<void>;
  /** One listener, from now on. */
  subscribe(listener: OutboxListener): void;
  /** Events held. */
  readonly count: number;
  /** Bytes held, in memory without a journal and on the disk with one. */
  readonly bytes: number;
}

export interface OutboxListener {
  /** The destination has events that can be taken. */
  ready(destination: Destination): void;
  /** These are lost here. */
  dropped(destination: Destination, events: readonly EventRun[], reason: DropReason): void;
  /** So many events of another process came in. */
  recovered(count: number): void;
}

export type DropReason = 'outbox_full' | 'damaged' | 'shutdown';

export interface Remaining {
  /** In memory alone, by destination. */
  readonly volatile: readonly [Destination, readonly EventRun[]][];
  /** Numbers of events that the journal has. */
  readonly stored: readonly [Destination, number][];
}

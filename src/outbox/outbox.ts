import type {
  BatchCutter,
  Destination,
  EventBlock,
  EventRun,
  EventsByDestination,
  Remaining,
  ServiceEntity,
} from '../events/model.js';

/** Holds events from their encoding until the service has answered for them. Bounded. */
export interface Outbox {
  /**
   * Adds the events of a block at the end of their destination; returns how many of them were refused, later
   * if a journal stores them first.
   */
  add(destination: Destination, block: EventBlock, entity?: ServiceEntity): number | Promise<number>;
  /** Hands out the next batch of a destination; it stays counted until it is acknowledged. */
  takeBatch(destination: Destination, cut: BatchCutter): readonly EventRun[];
  /** These were handed out and have their answer, or are lost: they are removed. */
  ack(destination: Destination, events: readonly EventRun[]): void;
  /** These were handed out and have no answer: they wait again, in their old place. */
  nack(destination: Destination, events: readonly EventRun[]): void;
  /** Whether a batch can be taken now. */
  hasWaiting(destination: Destination): boolean;
  /** Whether it holds events, handed out or not. */
  has(destination: Destination): boolean;
  /** The entity of the events of the destination. */
  entityOf(destination: Destination): ServiceEntity | undefined;
  /** The destination is no longer in use; nothing happens while it holds events. */
  forget(destination: Destination): void;
  /** Resolves once every current event is acknowledged or dropped; never, after the signal. */
  drained(signal?: AbortSignal): Promise<void>;
  /** Events without an answer. */
  remaining(): Remaining;
  /** Events in memory that can be sent now, handed out or not, by destination. */
  atHand(): EventsByDestination;
  /** Others have sent these: a journal notes that they have their answer. They stay in memory. */
  noteAnswered(events: readonly EventRun[]): void;
  /** Blocks until a journal has stored pending events and noted all answers, or until the timeout. */
  storeNow(millis: number): void;
  /** Reports no more of its events, and closes the journal. */
  close(): Promise<void>;
  /** One listener, from now on. */
  subscribe(listener: OutboxListener): void;
  /** Events in it. */
  readonly count: number;
  /** Their bytes, in memory without a journal and on the disk with one. */
  readonly bytes: number;
}

export interface OutboxListener {
  /** The destination has events that can be taken. */
  ready(destination: Destination): void;
  /** These are lost here. */
  dropped(destination: Destination, events: readonly EventRun[], reason: DropReason): void;
  /** This many events of another process were added. */
  recovered(count: number): void;
}

export type DropReason = 'outbox_full' | 'damaged' | 'shutdown';
